// Every path is one that an instance can keep files at: absolute, clean, and not the system's own.

import type { Fleet, Instance } from '../model/fleet.ts';
import { instancePaths, keyPath, modelPath } from '../model/instance-paths.ts';
import { showPath } from '../model/path-text.ts';
import { isInside } from '../model/paths.ts';
import { pathProblem } from './path-problem.ts';
import type { Finding, Rule } from './rule.ts';

export const pathAbsolute: Rule = {
  id: 'path-absolute',
  severity: 'error',
  summary: 'every path is absolute once resolved, free of control characters, and not the home or a system folder',
  why: `A relative path means another place for each program that reads it: for the service its working directory, for a person's
\`openclaw\` command the folder that they stand in. Only a leading \`~/\` means the home; \`~name/\` doesn't.

Control characters and white space at the ends don't survive unit files and OpenClaw's own reading, which trims. \`/\`, the home and
folders such as \`/etc\` hold what belongs to others, and the service manager would hand them to the gateway as its own. A state
folder below \`/run\` is gone after the next boot.`,
  source:
    'systemd.exec(5), WorkingDirectory=; systemd.service(5), "Command lines"; path_resolution(7); OpenClaw src/config/paths',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: openclaw/main }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: ~/openclaw/main }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    yield* pathProblems(instance);
    yield* commandProblem(instance);
  }
}

function* pathProblems(instance: Instance): Generator<Finding> {
  const told: { readonly folder: string; readonly problem: string }[] = [];
  for (const path of [keyPath(instance, 'home'), ...instancePaths(instance)]) {
    const found = pathProblem(path);
    if (!found) continue;
    const { problem, fix, suggestions = [] } = found;
    const isTold = told.some((other) => other.problem === problem && isInside(path.path, other.folder, instance.os));
    told.push({ folder: path.path, problem });
    // By default paths lie below the home or the state folder, and so share its faults.
    if (isTold) continue;
    yield { at: modelPath(path), message: `${path.what} ${showPath(path.path)} ${problem}; ${fix}`, suggestions };
  }
}

function* commandProblem({ command, path, os }: Instance): Generator<Finding> {
  const program = command[0] ?? '';
  if (program.startsWith('/')) return;
  const folder = os === 'macos' ? '/opt/homebrew/bin' : '/usr/bin';
  const own = program.startsWith('~/') ? `$(home)${program.slice(1)}` : `${folder}/${program.split('/').at(-1)}`;
  yield {
    at: [...path, 'command', ...(command.length === 1 ? [] : [0])],
    message: `program ${showPath(program)} is no absolute path; write it in full, such as \`${own}\``,
    suggestions: [own],
  };
}
