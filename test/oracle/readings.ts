// The compiler's findings → what they say of pairs of instances. The place and its notes of who inherits it name the
// instance that a finding is about, the other related places the instances that it meets.

import type { Diagnostic } from '../../src/index.ts';
import { ANY_HOST, type Collision, pairOf, RESERVED } from './collision.ts';

interface Named {
  readonly host: string;
  readonly instance: string;
}

const INHERITED = /^inherited by `([^`]+)` of `([^`]+)`$/;
const OWN_PLACE = /^hosts\.([^.]+)\.instances\.([^.]+)/;

export function readingsOf(diagnostics: readonly Diagnostic[]): readonly Collision[] {
  return diagnostics.flatMap((found) => {
    const { code: rule, severity, path } = found;
    const subjects = subjectsOf(found);
    if (subjects.length === 0) return [{ rule, severity, host: '', pair: pairOf(path, path) }];
    return subjects.flatMap(({ host, instance }) => {
      const others = objectsOf(found, instance);
      if (rule !== 'bot-shared')
        return others.map((other) => ({ rule, severity, host, pair: pairOf(instance, other), blamed: instance }));
      const onHost = (name: string): string => (name.includes('/') ? name : `${host}/${name}`);
      return others.map((other) => ({ rule, severity, host: ANY_HOST, pair: pairOf(onHost(instance), onHost(other)) }));
    });
  });
}

function subjectsOf({ path, related }: Diagnostic): readonly Named[] {
  const heirs = related.flatMap(({ message }) => {
    const match = INHERITED.exec(message);
    return match ? [{ instance: match[1]!, host: match[2]! }] : [];
  });
  const own = OWN_PLACE.exec(path);
  return [...(own ? [{ host: own[1]!, instance: own[2]! }] : []), ...heirs];
}

function objectsOf({ related, message }: Diagnostic, self: string): readonly string[] {
  const others = related.filter(({ message: text }) => text !== 'inherited from here' && !INHERITED.test(text));
  if (others.length === 0) return [/\breserved\b/.test(message) ? RESERVED : self];
  return others.map((place) => {
    if (/\bis reserved here$/.test(place.message)) return RESERVED;
    if (/\bthis instance$|^it owns/.test(place.message)) return self;
    const elsewhere = /^`([^`]+)` on `([^`]+)`/.exec(place.message);
    if (elsewhere) return `${elsewhere[2]}/${elsewhere[1]}`;
    return [...place.message.matchAll(/`(n\d+)`/g)].at(-1)?.[1] ?? self;
  });
}
