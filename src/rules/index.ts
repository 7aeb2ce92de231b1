// Every rule, in the order of the reference.

import { accountShared } from './account-shared.ts';
import { allowUnused } from './allow-unused.ts';
import { bindAuth } from './bind-auth.ts';
import { botShared } from './bot-shared.ts';
import { cdpPort } from './cdp-port.ts';
import { cdpUrl } from './cdp-url.ts';
import { configPathUnique } from './config-path-unique.ts';
import { containerConfig } from './container-config.ts';
import { desktopShared } from './desktop-shared.ts';
import { fileReadAsRoot } from './file-read-as-root.ts';
import { hostCapacity } from './host-capacity.ts';
import { include } from './include.ts';
import { listenPort } from './listen-port.ts';
import { lockFile } from './lock-file.ts';
import { managedCommand } from './managed-command.ts';
import { managedEnv } from './managed-env.ts';
import { managedKey } from './managed-key.ts';
import { mdnsName } from './mdns-name.ts';
import { openclawSchema } from './openclaw-schema.ts';
import { openclawVersion } from './openclaw-version.ts';
import { pathAbsolute } from './path-absolute.ts';
import { pathNested } from './path-nested.ts';
import { pathShared } from './path-shared.ts';
import { pluginMissing } from './plugin-missing.ts';
import { pluginPinned } from './plugin-pinned.ts';
import { pluginShared } from './plugin-shared.ts';
import { portEphemeral } from './port-ephemeral.ts';
import { portOverlap } from './port-overlap.ts';
import { portPrivileged } from './port-privileged.ts';
import { portRange } from './port-range.ts';
import { portReserved } from './port-reserved.ts';
import { portSpacing } from './port-spacing.ts';
import { portUnique } from './port-unique.ts';
import { profileName } from './profile-name.ts';
import { profileUnique } from './profile-unique.ts';
import type { Rule } from './rule.ts';
import { sandboxContainer } from './sandbox-container.ts';
import { schema } from './schema.ts';
import { secretInline } from './secret-inline.ts';
import { secretShared } from './secret-shared.ts';
import { serviceNameUnique } from './service-name-unique.ts';
import { serviceOwner } from './service-owner.ts';
import { serviceTarget } from './service-target.ts';
import { stateDirUnique } from './state-dir-unique.ts';
import { syntax } from './syntax.ts';
import { tailscaleExclusive } from './tailscale-exclusive.ts';
import { unitDirective } from './unit-directive.ts';
import { unitValue } from './unit-value.ts';
import { unknownVariable } from './unknown-variable.ts';
import { workspaceFiles } from './workspace-files.ts';
import { workspaceUnique } from './workspace-unique.ts';

export const RULES: readonly Rule[] = [
  syntax,
  schema,
  include,
  unknownVariable,
  lockFile,
  portUnique,
  portOverlap,
  portRange,
  portReserved,
  portPrivileged,
  portEphemeral,
  portSpacing,
  cdpPort,
  cdpUrl,
  listenPort,
  configPathUnique,
  stateDirUnique,
  workspaceUnique,
  pathNested,
  pathShared,
  pathAbsolute,
  workspaceFiles,
  profileUnique,
  serviceNameUnique,
  profileName,
  serviceOwner,
  serviceTarget,
  containerConfig,
  sandboxContainer,
  pluginShared,
  botShared,
  desktopShared,
  accountShared,
  bindAuth,
  tailscaleExclusive,
  mdnsName,
  hostCapacity,
  secretInline,
  secretShared,
  fileReadAsRoot,
  managedKey,
  managedEnv,
  managedCommand,
  openclawSchema,
  openclawVersion,
  unitDirective,
  unitValue,
  pluginPinned,
  pluginMissing,
  allowUnused,
];
