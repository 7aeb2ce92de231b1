// A package of `plugins` is there once, and says which version it is.

import { replacing } from '../document/finding.ts';
import type { Fleet } from '../model/fleet.ts';
import { isPinned, npmPackage, ownVersion } from '../openclaw/plugins.ts';
import type { Finding, Rule } from './rule.ts';

export const pluginPinned: Rule = {
  id: 'plugin-pinned',
  severity: 'warning',
  summary: 'every package of `plugins` is named once, with its exact version',
  compares: 'the packages of its `plugins`',
  why: `A plugin runs with all that its gateway may. Without a version two machines, or one before and after it was set up again, get
different code from one hosts.yaml, and nobody reviews the change. With one, a new version is a line in a diff. A
gateway has one version of a package: of two, each would replace the other whenever plugins are installed.`,
  source: 'openclaw@2026.9.6, docs/cli/plugins/install.md, "prefer pinned versions"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, plugins: [npm:@openclaw/discord] }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, plugins: [npm:@openclaw/discord@2026.9.6] }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const { instances } of fleet.hosts) {
    for (const { plugins = [], path, release } of instances) {
      for (const [index, spec] of plugins.entries()) {
        const name = npmPackage(spec)?.name;
        const first = plugins.find((other) => npmPackage(other)?.name === name);
        if (name !== undefined && first !== spec) {
          yield {
            at: [...path, 'plugins', index],
            message: `\`${name}\` is there as \`${first}\` too; keep one of them`,
          };
          continue;
        }
        if (isPinned(spec)) continue;
        const pin = spec.startsWith('npm:@openclaw/')
          ? `${spec.replace(/(?<=.)@[^@/]*$/, '')}@${ownVersion(release.version)}`
          : undefined;
        yield {
          at: [...path, 'plugins', index],
          message: `\`${spec}\` names no exact version, so each machine may get another one; write ${pin === undefined ? 'it behind an `@`, such as `@1.2.3`' : `\`${pin}\``}`,
          suggestions: pin === undefined ? [] : [pin],
          ...replacing([...path, 'plugins', index], pin === undefined ? [] : [pin]),
        };
      }
    }
  }
}
