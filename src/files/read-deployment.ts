// A deployment as it stands in a manifest or in a record of the last apply, which are foreign input: commands are run and
// files are written by it, so nothing passes that gwc itself would not have written.

import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { isProjectName } from '../model/container.ts';
import { resolvePath } from '../model/paths.ts';
import { namePattern } from '../model/raw.ts';
import { SERVICE_TARGETS } from '../model/service-targets.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import { isPort } from '../openclaw/listener.ts';
import { isServiceName } from '../openclaw/names.ts';
import type { Deployment } from '../targets/deployment.ts';

type Check = (value: Json | undefined, whole: JsonMap) => boolean;

const ACCOUNT = namePattern('account');
const VARIABLE = namePattern('variable');
const PROFILE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const TARGETS: Readonly<Record<string, readonly string[]>> = SERVICE_TARGETS;

const CHECKS: Readonly<Record<keyof Deployment, Check>> = {
  host: matches(namePattern('host')),
  instance: matches(namePattern('instance')),
  os: oneOf(Object.keys(TARGETS)),
  target: (value, { os }) => TARGETS[String(os)]?.includes(String(value)) === true,
  scope: oneOf(['user', 'system']),
  service: isService,
  enabled: (value) => typeof value === 'boolean',
  user: matches(ACCOUNT),
  group: optional(matches(ACCOUNT)),
  home: isPath,
  profile: matches(PROFILE),
  port: isPort,
  health: isHealthUrl,
  command: (value) => isTexts(value) && value[0]?.startsWith('/') === true,
  stateDir: isPath,
  configPath: isPath,
  workspace: isPath,
  secrets: (value) => isTexts(value) && value.every((name) => VARIABLE.test(name)),
  secretsFile: optional(isPath),
  folders: (value) => isTexts(value) && value.every(isPath),
};
const KEYS = Object.keys(CHECKS) as (keyof Deployment)[];

/** Gives the name of the first key that can't be right in place of a deployment. Keys that it does not know are left out. */
export function readDeployment(value: Json): Deployment | string {
  if (!isMap(value)) return 'map';
  const wrong = KEYS.find((key) => !CHECKS[key](ownValue(value, key), value));
  if (wrong !== undefined) return wrong;
  const known = KEYS.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]]);
  return Object.fromEntries(known) as Deployment;
}

function ownValue(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isService(value: Json | undefined, { os, target }: JsonMap): boolean {
  if (typeof value !== 'string') return false;
  return target === 'compose' ? isProjectName(value) : isServiceName(value, os === 'macos' ? 'macos' : 'linux');
}

function matches(form: RegExp): Check {
  return (value) => typeof value === 'string' && form.test(value);
}

function oneOf(values: readonly string[]): Check {
  return (value) => values.includes(String(value));
}

function optional(check: Check): Check {
  return (value, whole) => value === undefined || check(value, whole);
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isList(value) && value.every((text) => typeof text === 'string' && !/[\0-\x1f\x7f]/.test(text));
}

/** Absolute, without `.`, `..`, `//` and trailing `/`, and not `/` itself. */
export function isPath(value: Json | undefined): boolean {
  if (typeof value !== 'string' || !value.startsWith('/') || value === '/') return false;
  return !/[\0-\x1f\x7f]/.test(value) && resolvePath(value, '') === value;
}

/** On the host itself, and the instance's own port. */
function isHealthUrl(value: Json | undefined, { port }: JsonMap): boolean {
  const [, address, number] = /^https?:\/\/([^/:]+):(\d+)\/healthz$/.exec(String(value)) ?? [];
  return isIpv4(address) && number === String(port);
}
