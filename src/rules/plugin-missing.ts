// A plugin or channel that the config names is part of the release, or comes from a package of `plugins`.

import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import type { Fleet } from '../model/fleet.ts';
import { missingPlugins, pinOf, pluginsOf } from '../openclaw/plugins.ts';
import type { Finding, Rule } from './rule.ts';

export const pluginMissing: Rule = {
  id: 'plugin-missing',
  severity: 'warning',
  summary:
    'every plugin in `plugins.entries`, and of a channel, is part of the release, or comes from a package of `plugins`',
  compares: 'the plugins in its config with those of its release and of its `plugins`',
  why: `A gateway starts without a plugin that isn't there, and what it was for is missing: OpenClaw says so in its log alone. A plugin that
isn't part of the release comes from a package, which \`plugins\` of the instance names, or was installed by hand, and then another
machine doesn't have it. From 2026.7.1 on a start fetches the packages of OpenClaw's own channels; before, and for the channels of
others, nothing does. A package of somebody else may hold a plugin of any name, so an instance that has one in \`plugins\`
isn't checked, and neither is one with \`plugins.load\`.`,
  source: 'openclaw, dist/extensions and plugins/official-external-plugin-catalog of each release',
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
      for (const missing of missingPlugins(config, release.version, plugins)) {
        const { kind, id } = missing;
        const pin = pinOf(id, release.version);
        const suggestions = pin === undefined ? suggest(id, pluginsOf(release.version).bundled) : [];
        const hint = pin === undefined ? 'name the package there, as in `npm:@scope/name@1.2.3`' : `add \`${pin}\``;
        yield {
          at: [...path, 'config', ...missing.path],
          part: 'key',
          message: `${kind} \`${id}\` is not part of ${release.version}, and no package of \`plugins\` brings it${didYouMean(suggestions) || `; ${hint}`}`,
        };
      }
    }
  }
}
