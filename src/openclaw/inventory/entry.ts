// What a field of openclaw.json, or an environment variable, means for gateways that share a host.

/**
 * The kinds of claims, and what is none:
 * - `gwc`: gwc sets it for each instance, or refuses it;
 * - `input`: a file, program or address that is only read or called, so that any number of gateways may have it;
 * - `harmless`: it places nothing.
 */
export type EntryClass = ClaimClass | 'gwc' | 'input' | 'harmless';
export type ClaimClass = (typeof CLAIM_CLASSES)[number];

export const CLAIM_CLASSES = ['port', 'path', 'container', 'account', 'route', 'desktop'] as const;

export interface Entry {
  readonly class: EntryClass;
  readonly pattern: string;
  /** Of patterns that are one with an optional part, what they have in common. */
  readonly family: string;
  /** Why it is what it is. */
  readonly reason: string;
}

/**
 * Entries of one class and reason; patterns are separated by white space. In one `*` is any text within a key, `**` any
 * number of keys, `{a,b}` either, `{,a}` a part that may be missing.
 */
export function entries(kind: EntryClass, reason: string, patterns: string): readonly Entry[] {
  return patterns
    .trim()
    .split(/\s+/)
    .flatMap((written) => alternatives(written, CHOICE))
    .flatMap((family) => alternatives(family, OPTION).map((pattern) => ({ class: kind, pattern, family, reason })));
}

const CHOICE = /\{([^,{}][^{}]*)\}/;
const OPTION = /\{([^{}]*)\}/;

function alternatives(pattern: string, braces: RegExp): readonly string[] {
  const found = braces.exec(pattern);
  if (!found) return [pattern];
  return found[1]!.split(',').flatMap((one) =>
    alternatives(
      pattern.replace(braces, () => one),
      braces,
    ),
  );
}

/** The entries whose pattern matches, the most specific one first: that with the most literal characters. */
export function entriesOf(name: string, all: readonly Entry[]): readonly Entry[] {
  const own = withoutItems(name);
  return all.filter(({ pattern }) => expression(pattern).test(own)).toSorted((a, b) => specificity(b) - specificity(a));
}

export function specificity({ pattern }: Entry): number {
  return pattern.replaceAll(/[*.]/g, '').length;
}

/** An item of a list, or a value of a map, is what the whole is. */
function withoutItems(name: string): string {
  return name.replace(/(?:\.\*)+$/, '');
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) return known;
  const made = new RegExp(`^${pattern.replaceAll(/\*\*\.|\.\*\*|[^\w-]/g, (glob) => GLOBS[glob] ?? `\\${glob}`)}$`);
  expressions.set(pattern, made);
  return made;
}

const GLOBS: Readonly<Record<string, string>> = {
  '**.': String.raw`(?:[^.]+\.)*`,
  '.**': String.raw`(?:\.[^.]+)*`,
  '*': '[^.]*',
};
