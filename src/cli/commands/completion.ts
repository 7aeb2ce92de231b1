// gwc completion: the script that a shell completes gwc's command line with.

import { Argument, Command } from 'commander';
import type { CommandEntry } from '../command.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';

export function completionEntry(): CommandEntry {
  const command = new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
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
    run: runCompletion,
  };
}

function runCompletion(_: unknown, io: Io, shell: Shell): ExitCode {
  io.stdout.write(SCRIPTS[shell]);
  return EXIT.clean;
}

const BASH = `# bash completion for gwc
_gwc() {
  local current=\${COMP_WORDS[COMP_CWORD]} paths=none line
  [ "$current" = = ] && current=
  COMPREPLY=()
  {
    IFS= read -r paths
    while IFS= read -r line; do
      line=\${line%%$'\\t'*}
      case $line in "$current"*) COMPREPLY+=("$line") ;; esac
    done
  } < <(gwc complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # Where nothing was found bash itself completes files; an old one can't be told not to.
  case $paths in
    none) compopt +o default ;;
    folders) compopt +o default -o dirnames ;;
  esac 2>/dev/null
  return 0
}
complete -o default -F _gwc gwc
`;

const ZSH = `#compdef gwc
# zsh completion for gwc
_gwc() {
  local -a lines candidates
  lines=("\${(@f)$(gwc complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  # _describe takes a colon before the meaning.
  candidates=("\${(@)\${(@)lines[2,-1]//:/\\\\:}/$'\\t'/:}")
  (( $#lines > 1 )) && _describe -t values gwc candidates
  [[ $lines[1] != none && $PREFIX == --*=* ]] && compset -P '*='
  case $lines[1] in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _gwc ]]; then _gwc "$@"; else compdef _gwc gwc; fi
`;

const FISH = `# fish completion for gwc
function __gwc_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (gwc complete -- $words "$current" 2>/dev/null)
    set -l paths $lines[1]
    set -e lines[1]
    string join \\n -- $lines
    set -l option (string match -r -- '^--[^=]*=' "$current")
    # An empty list would leave nothing of what follows it.
    test -n "$option"; or set option ''
    set -l start (string replace -r -- '^--[^=]*=' '' "$current")
    switch "$paths"
        case files
            string join \\n -- $option(__fish_complete_path "$start")
        case folders
            string join \\n -- $option(__fish_complete_directories "$start" '')
    end
end
complete -c gwc -f -a '(__gwc_complete)'
`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const satisfies Readonly<Record<string, string>>;
type Shell = keyof typeof SCRIPTS;
const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];
