// A plugin that the config names is part of the release, or comes from a package of `plugins`.

import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import type { Fleet } from '../model/fleet.ts';
import { bundledPlugins, missingPlugins } from '../openclaw/plugins.ts';
import type { Finding, Rule } from './rule.ts';

export const pluginMissing: Rule = {
  id: 'plugin-missing',
  severity: 'warning',
  summary: 'every plugin in `plugins.entries` is part of the release, or comes from a package of `plugins`',
  compares: 'the plugins in its config with those of its release and of its `plugins`',
  why: `A gateway starts without a plugin that isn't there, and what it was for is missing: OpenClaw says so in its log alone. A plugin that
isn't part of the release comes from a package, which \`plugins\` of the instance names, or was installed by hand, and then another
machine doesn't have it. A package of somebody else may hold a plugin of any name, so an instance that has one in \`plugins\`
isn't checked, and neither is one with \`plugins.load\`. The plugins of a release are known for 2026.9.6.`,
  source: 'openclaw@2026.9.6, dist/extensions; docs/plugins/plugin-inventory.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, config: { plugins: { entries: { codex: { enabled: true } } } } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        plugins: [npm:@openclaw/codex@2026.9.6]
        config: { plugins: { entries: { codex: { enabled: true } } } }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const { instances } of fleet.hosts) {
    for (const { config, plugins, path, release, service } of instances) {
      // The image of a container may have more.
      if (service.manager.container) continue;
      const known = [...(bundledPlugins(release.version) ?? [])];
      for (const id of missingPlugins(config, release.version, plugins)) {
        const suggestions = suggest(id, known);
        yield {
          at: [...path, 'config', 'plugins', 'entries', id],
          part: 'key',
          message: `plugin \`${id}\` is not part of ${release.version}, and no package of \`plugins\` brings it${didYouMean(suggestions) || '; name the package there, as in `npm:@scope/name@1.2.3`'}`,
        };
      }
    }
  }
}
