// What a gateway takes from its host, its account, the tailnet or the world. Two claims of one kind, scope and key meet.

import type { Path } from '../document/json.ts';
import type { Instance } from '../model/fleet.ts';

export type ClaimKind = 'account' | 'container' | 'desktop' | 'route';

export interface Claim {
  readonly kind: ClaimKind;
  readonly instance: Instance;
  /** Within what the key means one thing: `world`, a host, an account of a host. */
  readonly scope: string;
  /** Equal for what is one thing. Never shown: it may hold a secret. */
  readonly key: string;
  /** As a message names it, such as "Telegram bot". */
  readonly label: string;
  /** The value's path below the instance. */
  readonly at: Path;
  /** What is known to be fine if two have it: nothing where absent. */
  readonly access?: ClaimAccess;
}

/**
 * `ingress`: one ingress hands each message to one of them. `unsure`: whether the two are one can't be known from here.
 */
export type ClaimAccess = 'ingress' | 'unsure';

export interface Meeting<T extends Claim> {
  readonly first: T;
  readonly later: T;
}

/** Each claim of an instance beside the first one of another instance that it meets. */
export function* meetings<T extends Claim>(claims: Iterable<T>): Generator<Meeting<T>> {
  const firsts = new Map<string, T>();
  for (const later of claims) {
    const key = JSON.stringify([later.kind, later.scope, later.key]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, later);
    else if (first.instance !== later.instance) yield { first, later };
  }
}

/** Those that never start by themselves last: each is compared with one that does, where there is any. */
export function awakeFirst(instances: readonly Instance[]): readonly Instance[] {
  return instances.toSorted((a, b) => Number(b.enabled) - Number(a.enabled));
}

/** What two share is fine as long as one of them is stopped: where it never starts by itself, a warning that ends like this. */
export function standbyDoubt({ first, later }: Meeting<Claim>): string | undefined {
  const asleep = [later, first].find(({ instance }) => !instance.enabled);
  return (
    asleep &&
    `which is fine as long as \`${asleep.instance.name}\` (\`enabled: false\`) is started only while the other is stopped`
  );
}

/** How a message names the other instance. */
export function ownerOf({ first, later }: Meeting<Claim>): string {
  const { name, host } = first.instance;
  return host === later.instance.host ? `\`${name}\`` : `\`${name}\` on \`${host}\``;
}

/** The scope of what is the host's alone. */
export function hostScope({ host }: Instance): string {
  return `host ${host}`;
}

/** The scope of what an account of a host has once. */
export function userScope({ host, user }: Instance): string {
  return `user ${host} ${user}`;
}
