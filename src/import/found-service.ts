// A unit or job that runs a gateway, as it was found. Its values may be secret: they are compared, and shown only where
// hosts.yaml has a place for them.

import type { JsonMap } from '../document/json.ts';
import type { EnvFile } from '../model/fleet.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';
import type { Variables } from './env-file.ts';
import type { Account } from './found-machine.ts';
import type { GatewayCommand } from './gateway-command.ts';
import type { Sections } from './systemd/unit-files.ts';

export interface FoundService {
  readonly os: Os;
  readonly scope: Scope;
  /** The unit with `.service`, or the label. */
  readonly name: string;
  /** The files that say so: unit and drop-ins or the property list, then start scripts. */
  readonly files: readonly string[];
  readonly account: Account;
  readonly group?: string;
  readonly isEnabled: boolean;
  readonly command: GatewayCommand;
  /** What the service itself sets, environment files aside. */
  readonly environment: Variables;
  /** What the account's manager sets for every service: `environment.d`. The service's own wins. */
  readonly inherited: readonly { readonly path: string; readonly variables: Variables }[];
  /** What adds to the unit's own file. */
  readonly dropIns: readonly { readonly path: string; readonly sections: Sections }[];
  /** Where what the service itself sets stands. */
  readonly environmentFile?: string | undefined;
  /** Why it may not be the gateway that it seems to be. */
  readonly doubt?: string | undefined;
  /** Whether OpenClaw's installer wrote it, and nobody has changed it by a drop-in or a script. */
  readonly isInstallers: boolean;
  /** In the order of reading; those that exist are read. */
  readonly envFiles: readonly (EnvFile & { readonly variables: Variables | undefined })[];
  readonly workingDirectory?: string | undefined;
  /** Of a unit. */
  readonly sections: Sections;
  /** Of a launchd job. */
  readonly job: JsonMap;
}
