// A deployment as it is in a manifest or in a record of the last apply, which are foreign input: commands are run and
// files are written by it, so nothing passes that gwc itself would not have written.

import { at, isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { MANAGERS } from '../managers/index.ts';
import { LIMIT_KEYS } from '../model/limits.ts';
import { resolvePath } from '../model/paths.ts';
import { namePattern } from '../model/raw.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import { isPort } from '../openclaw/listener.ts';
import type { Deployment } from '../outputs/deployment.ts';

type Check = (value: Json | undefined, whole: JsonMap) => boolean;

const ACCOUNT = namePattern('account');
const VARIABLE = namePattern('variable');
const RELEASE = namePattern('release');
const PROFILE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const CHECKS: Readonly<Record<keyof Deployment, Check>> = {
  host: matches(namePattern('host')),
  instance: matches(namePattern('instance')),
  os: oneOf(['linux', 'macos']),
  target: (value, { os }) => MANAGERS.find(({ id }) => id === value)?.os.some((one) => one === os) === true,
  scope: oneOf(['user', 'system']),
  service: isService,
  enabled: (value) => typeof value === 'boolean',
  user: matches(ACCOUNT),
  group: optional(matches(ACCOUNT)),
  home: isPath,
  profile: matches(PROFILE),
  port: isPort,
  ports: isSpan,
  release: (value) => value === '' || RELEASE.test(String(value)),
  health: isProbe('healthz'),
  ready: isProbe('healthz|startupz'),
  command: (value) => isTexts(value) && value[0]?.startsWith('/') === true,
  stateDir: isPath,
  configPath: isPath,
  workspace: isPath,
  secrets: (value) => isTexts(value) && value.every((name) => VARIABLE.test(name)),
  secretsFile: optional(isPath),
  envFiles: (value) => isList(value) && value.every(isEnvFile),
  folders: (value, whole) => isList(value) && value.every((folder) => isFolder(folder, whole)),
  plugins: optional((value) => isTexts(value) && value.every(isPlugin)),
  fetched: optional(isTexts),
  limits: optional(isLimits),
  unmanaged: optional((value) => isList(value) && value.every(isUnmanaged)),
};
const KEYS = Object.keys(CHECKS) as (keyof Deployment)[];

/** Whether an earlier gwc wrote it: without these keys, and with folders as plain paths. */
export function isEarlierDeployment(value: Json): value is JsonMap {
  if (!isMap(value) || ['release', 'ready', 'ports', 'envFiles'].some((key) => Object.hasOwn(value, key))) return false;
  return isTexts(ownValue(value, 'folders'));
}

/** `readDeployment` for a record: what an earlier gwc left out isn't needed of an instance that is to be replaced. */
export function readRecordedDeployment(value: Json): Deployment | string {
  if (!isEarlierDeployment(value)) return readDeployment(value);
  const [port, health] = [ownValue(value, 'port') ?? 0, ownValue(value, 'health') ?? ''];
  const added = { release: '', ports: { from: port, to: port }, ready: health, envFiles: [], folders: [] };
  return readDeployment({ ...value, ...added });
}

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

function isSpan(value: Json | undefined, { port }: JsonMap): boolean {
  if (!isMap(value)) return false;
  const [from, to] = [value['from'], value['to']];
  return isPort(from) && isPort(to) && from === port && Number(from) <= Number(to);
}

function isService(value: Json | undefined, { target }: JsonMap): boolean {
  return typeof value === 'string' && MANAGERS.find(({ id }) => id === target)?.isName(value) === true;
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
function isProbe(names: string): Check {
  const form = new RegExp(`^https?://([^/:]+):(\\d+)/(${names})$`);
  return (value, { port }) => {
    const [, address, number] = form.exec(String(value)) ?? [];
    return isIpv4(address) && number === String(port);
  };
}

/** Of SHA-256, in hexadecimal. */
export function isDigest(value: Json | undefined): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

const PLUGIN = namePattern('plugin');

function isPlugin(value: string): boolean {
  return PLUGIN.test(value) && (value.startsWith('npm:') || isPath(value));
}

function isEnvFile(value: Json): boolean {
  return isMap(value) && isPath(value['path']) && typeof value['optional'] === 'boolean';
}

/** Only shown. */
function isLimits(value: Json | undefined): boolean {
  if (!isMap(value)) return false;
  return Object.entries(value).every(
    ([key, limit]) => LIMIT_KEYS.some((one) => one === key) && typeof limit === 'number' && limit > 0,
  );
}

/** Nothing is done by it: it is only not taken for a stranger. */
function isUnmanaged(value: Json): boolean {
  return ['scope', 'user', 'service'].every((key) => typeof at(value, key) === 'string');
}

function isFolder(value: Json, { user, group }: JsonMap): boolean {
  if (!isMap(value) || !isPath(value['path'])) return false;
  const account = group === undefined ? user : `${user}:${group}`;
  return value['mode'] === '0700' ? value['owner'] === account : value['mode'] === '0755' && value['owner'] === 'root';
}
