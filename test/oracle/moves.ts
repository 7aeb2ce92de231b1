// Whom the compiler blames: of ports as few as can be, of paths nobody for a place that nobody chose.

import type { Diagnostic } from '../../src/index.ts';
import type { Collision } from './collision.ts';
import { pathOf } from './naive-paths.ts';
import { portCollisions } from './oracle-ports.ts';
import type { FleetPlan, HostPlan, InstancePlan, Release } from './plan.ts';

const OF_SPANS: readonly string[] = ['port-unique', 'port-overlap'];
/** More instances than this can't be tried in every combination. */
const MOST = 12;

/** What is wrong with the choice of who has to move, in words. */
export function unfairMoves({ hosts, release }: FleetPlan, readings: readonly Collision[]): readonly string[] {
  return hosts.flatMap((host) => {
    const told = readings.filter((one) => one.host === host.name && OF_SPANS.includes(one.rule));
    return unfairOn(host, release, new Set(told.map(({ blamed }) => blamed!)));
  });
}

function unfairOn(host: HostPlan, release: Release, moving: ReadonlySet<string>): readonly string[] {
  const meetings = portCollisions(host, release)
    .filter(({ rule }) => OF_SPANS.includes(rule))
    .map(({ pair }) => pair);
  const involved = host.instances.filter(({ name }) => meetings.some((pair) => pair.includes(name)));
  if (involved.length > MOST) return [];
  const isApart = (staying: readonly InstancePlan[]): boolean => {
    const names = new Set(staying.map(({ name }) => name));
    return meetings.every(([a, b]) => !names.has(a) || !names.has(b));
  };
  const staying = involved.filter(({ name }) => !moving.has(name));
  if (!isApart(staying)) return [`${host.name}: some that stay still meet`];
  const sets = Array.from({ length: 2 ** involved.length }, (_, bits) => involved.filter((_, at) => (bits >> at) & 1));
  const best = sets.filter(isApart).map(worthOf).reduce(greater);
  return worthOf(staying).join() === best.join()
    ? []
    : [`${host.name}: ${staying.map(({ name }) => name).join(' ')} stay`];
}

/** First those whose port isn't the author's to choose, then how many, then who is where OpenClaw is by default. */
function worthOf(staying: readonly InstancePlan[]): readonly number[] {
  const fixed = staying.filter(isFixed).length;
  const usual = staying.filter((instance) => !isFixed(instance) && instance.port === 18_789).length;
  return [fixed, staying.length, usual];
}

function isFixed({ isManaged, isAuto }: InstancePlan): boolean {
  return !isManaged || isAuto;
}

function greater(a: readonly number[], b: readonly number[]): readonly number[] {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 || a[at]! > b[at]! ? a : b;
}

const OF_KEYS: readonly string[] = ['state-dir-unique', 'config-path-unique', 'workspace-unique', 'path-nested'];

/** Findings about a place that nobody chose, though the other one's was chosen. */
export function blamedByDefault({ hosts }: FleetPlan, diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .filter(({ code }) => OF_KEYS.includes(code))
    .filter((found) => {
      const [subject, object] = [found.instances[0], found.instances.find((_, at) => at > 0)].map((key) =>
        planOf(hosts, key),
      );
      const key = found.path.split('.').at(-1) as 'stateDir' | 'configPath' | 'workspace';
      if (!subject || !object) return false;
      const host = hosts.find(({ name }) => found.instances[0]!.startsWith(`${name}/`))!;
      const isChosen = ({ paths, home, ...rest }: InstancePlan): boolean => {
        const plan = { ...rest, ...(home === undefined ? {} : { home }) };
        const usual = pathOf(host, { ...plan, paths: {} }, key);
        const { stateDir } = paths;
        // Of an instance whose state folder was moved, what is where it would be without that was put there by hand.
        const moved = pathOf(host, { ...plan, paths: stateDir === undefined ? {} : { stateDir } }, key);
        return home !== undefined || [usual, moved].some((place) => place !== pathOf(host, { ...plan, paths }, key));
      };
      // What is written stays behind where its state folder moves.
      if (found.code === 'path-nested') return !isChosen(subject) && subject.paths[key] === undefined;
      return !isChosen(subject) && isChosen(object);
    })
    .map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

function planOf(hosts: readonly HostPlan[], key: string | undefined): InstancePlan | undefined {
  const [host, instance] = key?.split('/') ?? [];
  return hosts.find(({ name }) => name === host)?.instances.find(({ name }) => name === instance);
}
