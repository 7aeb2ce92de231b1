// The commands of a command line: of a word of `command`, or of an Exec directive, scripts for a shell included.
// Far from a shell's grammar: enough to see which programs are run, with which words.

import { isAssignment, splitWords } from './systemd-values.ts';

/** The commands that one word of an argument list stands for: of a script those in it, of any other itself. */
export function commandsAt(command: readonly string[], index: number): readonly (readonly string[])[] {
  const word = command[index]!;
  const isScript = /^-([a-zA-Z0]*[cS]|-split-string)$/.test(command[index - 1] ?? '');
  return isScript || !isAssignment(word) ? commandsOf(word) : [[word]];
}

/** Words as one line, each a word of it. */
export function shellText(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll(/[\\']/g, '\\$&')}'`).join(' ');
}

/** The words of each command. A word with several commands in it (`sh -c '…'`, `env -S '…'`) stands for those. */
export function commandsOf(text: string): readonly (readonly string[])[] {
  if (!/[\s;&|()`{}]/.test(text)) return [[withoutOption(text)]];
  const padded = withoutOption(text)
    .replace(/\$(?=\()/g, '')
    .replace(/[;&|()`{}]|\n/g, ' ; ');
  const commands: string[][] = [[]];
  for (const word of splitWords(padded)) {
    if (word === ';') commands.push([]);
    else if (/\s/.test(word) && (!isAssignment(word) || word.includes(' ; ')))
      commands.push(...commandsOf(word).map((inner) => [...inner]), []);
    else commands.at(-1)!.push(word);
  }
  return commands.filter((words) => words.length > 0);
}

/** env(1) takes the words of `-S` from the option itself, too. */
function withoutOption(text: string): string {
  return text.replace(/^(-[a-zA-Z0]*S|--split-string=)(?=\S)/, '');
}

/** What only runs the command after it, or is a shell's own word. */
const WRAPPERS =
  /^(sudo|doas|env|nice|ionice|timeout|exec|eval|command|time|nohup|setsid|xargs|busybox|!|if|then|else|elif|do|while|until)$/;

/** The program that a command runs in the end, without its folder and systemd's prefixes, and the words after it. */
export function programOf(words: readonly string[]): readonly [name: string, args: readonly string[]] {
  const names = words.map((word) => word.replace(/^[-@:+!|]+(?=[^-])/, '').replace(/^.*\//, ''));
  const at = names.findIndex(
    (name, index) => !(WRAPPERS.test(name) || (index > 0 && /^(-|\d)/.test(words[index]!)) || isAssignment(name)),
  );
  return at === -1 ? ['', []] : [names[at]!, words.slice(at + 1)];
}
