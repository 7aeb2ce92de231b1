// What a gateway's service may take at most: `service.limits` of hosts.yaml, and the raw directives of a unit, which win.
// Source: systemd.resource-control(5).

import type { JsonMap, Path } from '../document/json.ts';
import { textsOf } from './environment.ts';
import type { DirectiveValue, Instance, LimitKey, Limits } from './fleet.ts';

const UNITS = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 } as const;
type Unit = keyof typeof UNITS;

/** `1.5G` → 1610612736; nothing for another form. */
export function bytesOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT])$/.exec(text) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * UNITS[unit as Unit]);
}

/** One spelling for one size, which systemd, Podman and Docker all read: the largest unit that leaves nothing over. */
export function byteText(bytes: number): string {
  const unit = (['G', 'M', 'K'] as const).find((one) => bytes % UNITS[one] === 0);
  return unit === undefined ? String(bytes) : `${bytes / UNITS[unit]}${unit}`;
}

/** For a reader: `4.5G`. */
export function sizeText(bytes: number): string {
  const unit = (['G', 'M', 'K'] as const).find((one) => bytes >= UNITS[one]);
  return unit === undefined ? `${bytes} bytes` : `${Math.floor((bytes / UNITS[unit]) * 100) / 100}${unit}`;
}

interface LimitForm {
  /** Of [Service]. */
  readonly directive: string;
  /** Nothing for what is no fixed limit, such as `infinity` or a share of the host. */
  readonly read: (directive: string) => number | undefined;
  readonly write: (limit: number) => string;
}

const FORMS: Readonly<Record<LimitKey, LimitForm>> = {
  memory: { directive: 'MemoryMax', read: (text) => bytesOf(text) ?? wholeNumber(text), write: byteText },
  cpus: {
    directive: 'CPUQuota',
    read: (text) => (/^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : undefined),
    write: (cpus) => `${Math.round(cpus * 100)}%`,
  },
  tasks: { directive: 'TasksMax', read: wholeNumber, write: String },
};
export const LIMIT_KEYS = Object.keys(FORMS) as readonly LimitKey[];

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `service.limits` as the schema lets it through. */
export function resolveLimits({ memory, cpus, tasks }: JsonMap): Limits {
  return {
    ...(typeof memory === 'string' && { memory: bytesOf(memory)! }),
    ...(typeof cpus === 'number' && { cpus: Math.round(cpus * 100) / 100 }),
    ...(typeof tasks === 'number' && { tasks }),
  };
}

/** As raw directives of [Service]. */
export function limitDirectives(limits: Limits): Readonly<Record<string, DirectiveValue>> {
  const given = LIMIT_KEYS.filter((key) => limits[key] !== undefined);
  return Object.fromEntries(given.map((key) => [FORMS[key].directive, FORMS[key].write(limits[key]!)]));
}

export interface Limit {
  readonly value: number;
  /** Of the value, below the instance. */
  readonly key: Path;
}

/** The one that holds, wherever it was written. */
export function limitOf({ service }: Pick<Instance, 'service'>, key: LimitKey): Limit | undefined {
  const { directive, read } = FORMS[key];
  if (hasRawLimit(service, key)) {
    const value = read(textsOf(service.systemd.Service[directive]).at(-1) ?? '');
    return value === undefined ? undefined : { value, key: ['service', 'systemd', 'Service', directive] };
  }
  const value = takesLimits(service) ? service.limits[key] : undefined;
  return value === undefined ? undefined : { value, key: ['service', 'limits', key] };
}

/** Whether the author wrote the unit's directive, in whose place `service.limits` has no say. */
export function hasRawLimit({ manager, systemd }: Instance['service'], key: LimitKey): boolean {
  return manager.readsUnits && Object.hasOwn(systemd.Service, FORMS[key].directive);
}

export function takesLimits({ manager }: Instance['service']): boolean {
  return !manager.ignores.includes('service.limits');
}

/** All that hold. */
export function limitsOf(instance: Pick<Instance, 'service'>): Limits {
  const limits = LIMIT_KEYS.map((key) => [key, limitOf(instance, key)?.value] as const);
  return Object.fromEntries(limits.filter(([, value]) => value !== undefined));
}

/** "memory 2G, cpus 1.5, tasks 512"; empty where there are none. */
export function limitsText(limits: Limits): string {
  const texts = LIMIT_KEYS.map((key) => [key, limits[key]] as const).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${key === 'memory' ? sizeText(value) : value}`],
  );
  return texts.join(', ');
}

/** Without the tail that sums of decimals have: 0.1 + 0.2. */
export function sumOf(limits: readonly number[]): number {
  return Math.round(limits.reduce((sum, limit) => sum + limit, 0) * 100) / 100;
}
