// `%h` and its like in a unit's values. Source: systemd.unit(5), "Specifiers".

import type { Scope } from '../../openclaw/names.ts';
import type { Account } from '../accounts.ts';
import { unescapeName } from './words.ts';

export interface UnitContext {
  /** With `.service`, and the instance of a template: `openclaw-gateway@ops.service`. */
  readonly name: string;
  readonly scope: Scope;
  /** That the unit runs as; `root` for a system unit without `User=`. */
  readonly account: Account;
  readonly hostName: string;
}

/** The text with its specifiers replaced; those that only the running machine knows stay. */
export function expandSpecifiers(text: string, context: UnitContext): string {
  if (!text.includes('%')) return text;
  const known = valuesOf(context);
  return text.replace(/%(.)/g, (specifier, letter: string) => known.get(letter) ?? specifier);
}

/** The instance's part of a unit's name: `ops` of `openclaw-gateway@ops.service`. */
function instanceOf(name: string): string {
  return /^[^@]*@(.*)\.service$/.exec(name)?.[1] ?? '';
}

function valuesOf({ name, scope, account, hostName }: UnitContext): ReadonlyMap<string, string> {
  const stem = name.replace(/\.service$/, '');
  const prefix = stem.replace(/@.*$/, '');
  const instance = instanceOf(name);
  const { home, uid = '%U' } = account;
  const isUser = scope === 'user';
  return new Map([
    ['%', '%'],
    ['h', isUser ? home : '/root'],
    ['u', isUser ? account.name : 'root'],
    ['U', isUser ? uid : '0'],
    ['i', instance],
    ['I', unescapeName(instance)],
    ['j', prefix.split('-').at(-1) ?? prefix],
    ['n', name],
    ['N', stem],
    ['p', prefix],
    ['P', unescapeName(prefix)],
    ['H', hostName],
    ['T', '/tmp'],
    ['V', '/var/tmp'],
    ['t', isUser ? `/run/user/${uid}` : '/run'],
    ['S', isUser ? `${home}/.config` : '/var/lib'],
    ['C', isUser ? `${home}/.cache` : '/var/cache'],
    ['L', isUser ? `${home}/.config/log` : '/var/log'],
    ['E', isUser ? `${home}/.config` : '/etc'],
  ]);
}
