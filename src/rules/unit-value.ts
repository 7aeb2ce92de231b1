// No value of the service breaks out of its line, and none undoes what keeps instances apart.

import { describe } from '../document/describe.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { isServiceName, serviceName } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';
import { launchdProblems, systemdProblems } from './raw-settings.ts';
import type { Finding, Rule } from './rule.ts';
import { controlCharacter } from './text.ts';

export const unitValue: Rule = {
  id: 'unit-value',
  severity: 'error',
  summary: 'values of the service stay on their line, and raw ones leave alone what keeps instances apart',
  why: `A unit is read line by line: a line break in a value starts a directive that nobody wrote down, and a backslash at its end swallows
the next one. Other control characters have no place in a unit, and no property list can hold them. Variables in \`env\` may hold
line breaks; on linux all but NUL, on macos no other control character than tab and carriage return.

Raw directives and keys are for limits, sandboxing and order. What decides who runs what, where and with which environment is gwc's,
because the checks rest on it: \`ExecStart\`, \`User\`, \`Group\`, \`WorkingDirectory\`, \`EnvironmentFile\`, variables such as \`HOME\` and
\`OPENCLAW_STATE_DIR\`, on macos \`Label\`, \`ProgramArguments\`, \`UserName\`, \`EnvironmentVariables\` and the like. \`DynamicUser\`,
\`PrivateNetwork\`, \`RootDirectory\` and \`JoinsNamespaceOf\` would make paths and ports mean something else.

Only the system's manager can change the account, so \`group\` works in system scope alone.`,
  source:
    'systemd.syntax(7); systemd.exec(5), User=, Environment=, PrivateNetwork=; systemd.unit(5), unit names and JoinsNamespaceOf=; launchd.plist(5)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service:
          scope: system
          systemd: { Service: { User: root, MemoryMax: 2G } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service:
          scope: system
          systemd: { Service: { MemoryMax: 2G } }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    yield* groupProblem(instance);
    yield* nameProblem(instance);
    yield* textProblems(instance);
    const { target } = instance.service;
    if (target === 'launchd') yield* launchdProblems(instance);
    else if (target !== 'compose') yield* systemdProblems(instance);
  }
}

function* groupProblem({ group, service, path }: Instance): Generator<Finding> {
  if (group === undefined || service.scope === 'system') return;
  yield {
    at: [...path, 'group'],
    message: `\`group\` works in system scope only, and this is a user's service; remove it (\`group: null\` where it is inherited), or write \`service.scope: system\``,
  };
}

/** A name that follows the profile is `profile-name`'s business. */
function* nameProblem({ os, profile, service: { name, target }, path }: Instance): Generator<Finding> {
  // Docker's own form is `container-config`'s.
  if (target === 'compose') return;
  if (name === serviceName(profile, os) || isServiceName(name, os)) return;
  const expected =
    os === 'macos'
      ? 'a label: letters, digits, `.`, `_` and `-`, such as `ai.openclaw.rescue`'
      : 'a unit name: letters, digits and `:_.\\@-`, no template, 255 at most, such as `openclaw-gateway-rescue.service`';
  yield { at: [...path, 'service', 'name'], message: `${describe(name, ['name'])} is not ${expected}` };
}

/** What an environment file, and what a property list can hold. */
const CARRIED: Readonly<Record<Os, RegExp>> = { linux: /[^\0\p{Noncharacter_Code_Point}]/u, macos: /[\t\n\r]/ };

function* textProblems({ command, env, os, path }: Instance): Generator<Finding> {
  const program = command[0] ?? '';
  if (os === 'linux' && /["'\\]/.test(program)) {
    const at = [...path, 'command', ...(command.length === 1 ? [] : [0])];
    yield {
      at,
      message: `systemd starts no program with a quote or backslash in its path, as in ${describe(program, [])}`,
    };
  }
  for (const [index, word] of command.entries()) {
    const control = controlCharacter(word);
    const at = [...path, 'command', ...(command.length === 1 ? [] : [index])];
    if (control) yield { at, message: `\`command\` holds ${control}; remove it` };
  }
  for (const [name, value] of Object.entries(env)) {
    const control = controlCharacter(value, CARRIED[os]);
    if (control) yield { at: [...path, 'env', name], message: `\`${name}\` holds ${control}; remove it` };
  }
}
