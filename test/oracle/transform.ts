// The same fleet said another way: each function gives a document that must compile to the same.

import { instancesOf, isMap, plainOf, type Source, textOf, type Value, type ValueMap, withAt } from './documents.ts';

type Numbers = () => number;

/** Every map's keys in an order that the numbers decide. */
export function shuffled(value: Value, next: Numbers): Value {
  if (Array.isArray(value)) return value.map((item: Value) => shuffled(item, next));
  if (!isMap(value)) return value;
  const entries = [...value].map(([key, item]) => ({ key, item: shuffled(item, next), place: next() }));
  return new Map(entries.sort((a, b) => a.place - b.place).map(({ key, item }) => [key, item]));
}

const OF_HOST = ['os', 'systemd', 'memory', 'cpus', 'reservedPorts', 'instances'];

/** What defaults and hosts say written into every instance, and nothing left in defaults and hosts. */
export function pushedDown(value: ValueMap): ValueMap {
  const { defaults = new Map(), hosts = new Map() } = Object.fromEntries(value) as Record<string, Value>;
  const isOfHost = (key: string): boolean => OF_HOST.includes(key) || key.startsWith('x-');
  const pushed = [...(isMap(hosts) ? hosts : [])].map(([name, host]): [string, Value] => {
    const keys = [...(isMap(host) ? host : [])];
    const inherited = merged(defaults, new Map(keys.filter(([key]) => !isOfHost(key))));
    const instances = keys.find(([key]) => key === 'instances')?.[1];
    const full = [...(isMap(instances) ? instances : [])].map(([key, own]): [string, Value] => [
      key,
      merged(inherited, own),
    ]);
    return [name, new Map<string, Value>([...keys.filter(([key]) => isOfHost(key)), ['instances', new Map(full)]])];
  });
  return new Map<string, Value>([...[...value].filter(([key]) => key !== 'defaults'), ['hosts', new Map(pushed)]]);
}

export const PARTS = ['a.yaml', 'b.yaml'] as const;

/** hosts.yaml, and the parts that it includes: each instance in one of them, what defaults and hosts say in hosts.yaml. */
export function dealtByInstance(value: ValueMap, next: Numbers): readonly ValueMap[] {
  return dealt(value, (host) => {
    const instances = isMap(host) ? host.get('instances') : undefined;
    if (!isMap(host) || !isMap(instances)) return [host];
    const files = [...instances].map(([name, own]) => ({ name, own, file: next() % (PARTS.length + 1) }));
    const [root, ...parts] = [0, 1, 2].map((file) => {
      return new Map(files.filter((one) => one.file === file).map(({ name, own }): [string, Value] => [name, own]));
    });
    const others = parts.map((own) => (own.size === 0 ? undefined : new Map<string, Value>([['instances', own]])));
    return [new Map<string, Value>([...host, ['instances', root!]]), ...others];
  });
}

/** Each host in one of the files; all of them have the defaults. */
export function dealtByHost(value: ValueMap, next: Numbers): readonly ValueMap[] {
  const [root, ...parts] = dealt(value, (host) => {
    const file = next() % (PARTS.length + 1);
    return [0, 1, 2].map((index) => (index === file ? host : undefined));
  });
  const defaults = [...value].filter(([key]) => key === 'defaults');
  return [root!, ...parts.map((part) => new Map([...part, ...defaults]))];
}

/** `deal` gives what each file has of a host. */
function dealt(value: ValueMap, deal: (host: Value) => readonly (Value | undefined)[]): readonly ValueMap[] {
  const hosts = value.get('hosts');
  const shares = [...(isMap(hosts) ? hosts : [])].map(([name, host]) => ({ name, share: deal(host) }));
  const hostsOf = (file: number) =>
    new Map(
      shares.flatMap(({ name, share }): [string, Value][] => {
        const own = share[file];
        return own === undefined ? [] : [[name, own]];
      }),
    );
  return [
    new Map<string, Value>([...value, ['hosts', hostsOf(0)], ['include', PARTS]]),
    ...PARTS.map(
      (_, index) =>
        new Map<string, Value>([
          ['version', 1],
          ['hosts', hostsOf(index + 1)],
        ]),
    ),
  ];
}

/** The nearer wins; maps merge deeply, the rest replaces; null stays, for it removes what it meets. */
function merged(outer: Value, inner: Value): Value {
  if (!isMap(outer)) return inner ?? outer;
  // An instance that is written without any key has what it inherits.
  if (inner === null) return outer;
  if (!isMap(inner)) return inner;
  const all = new Map(outer);
  for (const [key, item] of inner) {
    const old = all.get(key);
    all.set(key, isMap(old) && isMap(item) ? merged(old, item) : item);
  }
  return all;
}

/** Equal maps and lists as one object, which the YAML then has an anchor and aliases for. */
export function shared(value: Value): Value {
  const known = new Map<string, Value>();
  const share = (item: Value): Value => {
    if (!isMap(item) && !Array.isArray(item)) return item;
    const copy = isMap(item) ? new Map([...item].map(([key, one]) => [key, share(one)])) : item.map(share);
    const text = JSON.stringify(copy, (_, one) => (one instanceof Map ? { map: [...one] } : one));
    const first = known.get(text) ?? copy;
    known.set(text, first);
    return first;
  };
  return share(value);
}

/** Some keys of each instance brought in by `<<` from a map aside, which has other keys too that the instance overrides. */
export function withMergeKeys(value: ValueMap, next: Numbers): ValueMap {
  const asides: [string, Value][] = [];
  const hosts = value.get('hosts');
  const changed = [...(isMap(hosts) ? hosts : [])].map(([name, host]): [string, Value] => [
    name,
    withAt(host, ['instances'], (instances) =>
      isMap(instances) ? new Map([...instances].map(([key, own]) => [key, isMap(own) ? split(own) : own])) : instances,
    ),
  ]);
  function split(own: ValueMap): Value {
    const entries = [...own];
    const moved = entries.filter(() => next() % 2 === 0);
    const kept = entries.filter((entry) => !moved.includes(entry));
    const aside = new Map<string, Value>([...moved, ...kept.map(([key]): [string, Value] => [key, null])]);
    asides.push([`x-aside-${asides.length}`, aside]);
    return new Map<string, Value>([['<<', aside], ...kept]);
  }
  return new Map<string, Value>([
    ...asides,
    ...[...value].filter(([key]) => key !== 'hosts'),
    ['hosts', new Map(changed)],
  ]);
}

/** Every line with what the numbers decide after it: nothing, blank lines, a comment. Also where each line went. */
export function commented(text: string, next: Numbers): { readonly text: string; readonly lines: readonly number[] } {
  const lines: number[] = [0];
  const out: string[] = [];
  for (const line of text.split('\n')) {
    if (next() % 3 === 0) out.push(...['', '# a comment: { not: [a value', '   '].slice(0, 1 + (next() % 3)));
    out.push(line === '' || next() % 3 > 0 ? line : `${line} # a comment`);
    lines.push(out.length);
  }
  return { text: out.join('\n'), lines };
}

/** Other names for all instances, in the same order, and what makes the old names of the new ones. */
export function renamed(source: Source): Source & { readonly back: (text: string) => string } {
  // A generated fleet has its names in paths and profiles as well.
  const names = [...new Set(instancesOf(plainOf(source)).map(([, instance]) => instance))].sort();
  const isGenerated = names.every((name) => /^n\d+$/.test(name));
  if (isGenerated) {
    const rename = (text: string): string => text.replace(/\bn(\d+)\b/g, 'q$1');
    const lock = source.lock === undefined ? {} : { lock: rename(source.lock) };
    return { text: rename(textOf(plainOf(source))), ...lock, back: (output) => output.replace(/\bq(\d+)\b/g, 'n$1') };
  }
  const newName = (name: string): string => `zq${String(names.indexOf(name)).padStart(2, '0')}x`;
  const value = instancesOf(plainOf(source)).reduce(
    (all: Value, [host, instance]) =>
      withAt(all, ['hosts', host, 'instances'], (instances) =>
        withKey(instances as ValueMap, instance, newName(instance)),
      ),
    plainOf(source),
  );
  const lock = source.lock?.replace(/"([^"]+)"/g, (quoted, name: string) =>
    names.includes(name) ? `"${newName(name)}"` : quoted,
  );
  const back = (output: string): string => output.replace(/zq(\d\d)x/g, (_, at: string) => names[Number(at)]!);
  return { text: textOf(value as ValueMap), back, ...(lock === undefined ? {} : { lock }) };
}

function withKey(map: ValueMap, old: string, key: string): ValueMap {
  return new Map([...map].map(([name, item]) => [name === old ? key : name, item]));
}
