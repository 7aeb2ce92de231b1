// `sudo`, `runuser` and `su` at the head of a command → the account that they change to, and the command that is run.
// Sources: sudo(8), runuser(1), su(1).

import { isAssignment } from '../managers/systemd-values.ts';

export interface OtherAccount {
  readonly user: string;
  /** Whether the command finds nothing of what was set before. */
  readonly isBare: boolean;
  readonly words: readonly string[];
}

/** Options that take the next word. */
const WITH_VALUE: Readonly<Record<string, RegExp>> = {
  sudo: /^(-[ughpCDRT]|--(?:user|group|host|prompt|chdir|chroot))$/,
  runuser: /^(-[ugGcsw]|--(?:user|group|supp-group|command|shell))$/,
  su: /^(-[gGcsw]|--(?:group|supp-group|command|shell))$/,
};

/** Undefined where none of them is there, or what it runs is a shell to type into. */
export function otherAccount([program = '', ...rest]: readonly string[]): OtherAccount | undefined {
  const name = program.slice(program.lastIndexOf('/') + 1);
  const withValue = WITH_VALUE[name];
  if (!withValue) return undefined;
  const options = new Map<string, string>();
  const words: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index]!;
    const isOver = words.length > 0 && (name === 'sudo' || options.has('user'));
    if (isOver || (word === '--' && words.length === 0)) {
      words.push(...rest.slice(word === '--' ? index + 1 : index));
      break;
    }
    if (!word.startsWith('-') || word === '-') words.push(word);
    else if (withValue.test(word)) {
      options.set(LONG[word] ?? word.slice(2), rest[index + 1] ?? '');
      index += 1;
    } else options.set(LONG[word] ?? word.slice(2).replace(/=.*/s, ''), word.replace(/^[^=]*=?/s, ''));
  }
  const isDirect = name === 'sudo' || options.has('user');
  const [login, ...args] = words.filter((word) => isDirect || word !== '-');
  const command = options.get('command');
  const run = isDirect ? words : command === undefined ? args : ['/bin/sh', '-c', command];
  if (run.length === 0) return undefined;
  return {
    user: options.get('user') ?? (isDirect ? 'root' : (login ?? 'root')),
    isBare: name === 'sudo' ? !options.has('preserve-env') : options.has('login') || words.includes('-'),
    words: isAssignment(run[0]!) ? ['/usr/bin/env', ...run] : run,
  };
}

const LONG: Readonly<Record<string, string>> = {
  '-u': 'user',
  '-c': 'command',
  '-E': 'preserve-env',
  '-l': 'login',
};
