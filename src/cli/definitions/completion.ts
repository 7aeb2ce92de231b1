// gwc completion: what it takes, and its help.

import { Argument, Command } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { SHELLS } from '../completion/scripts.ts';

export function completionEntry(): CommandEntry {
  const command = new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .summary('print a completion script for bash, zsh or fish')
    .description(
      'Prints a script that completes commands, options, and their values: rules, formats, releases, the hosts of hosts.yaml.',
    );
  return {
    command,
    examples: [
      ['eval "$(gwc completion bash)"', 'in ~/.bashrc'],
      ['eval "$(gwc completion zsh)"', 'in ~/.zshrc, after compinit'],
      ['gwc completion fish > ~/.config/fish/completions/gwc.fish', 'once'],
    ],
    load: async () => (await import('../commands/completion.ts')).runCompletion,
  };
}
