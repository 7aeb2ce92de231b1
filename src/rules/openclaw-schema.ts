// Every emitted openclaw.json is one that the target release accepts.

import { once, oncePer } from '../diagnostics/collections.ts';
import type { Edit } from '../diagnostics/diagnostic.ts';
import { formatPath, type Path } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import type { TargetRelease } from '../openclaw/release.ts';
import {
  type CheckConfig,
  configChecker,
  neighbourChecker,
  ownSchemaChecker,
} from '../openclaw/schema/config-faults.ts';
import { type Migrated, migrate, type Step } from '../openclaw/schema/migrate.ts';
import type { Finding, Rule } from './rule.ts';

export const openclawSchema: Rule = {
  id: 'openclaw-schema',
  severity: 'error',
  hasWarnings: true,
  summary: "the emitted openclaw.json satisfies the target release's own schema",
  compares: 'its openclaw.json with the schema of OpenClaw {release}',
  why: `OpenClaw reads its configuration strictly: one key that it doesn't know, or one value of the wrong kind, and the gateway
doesn't start. With OPENCLAW_CONFIG_READONLY it can't repair the file either, so a key that a release renamed must be written by its
new name.

gwc has the schema of each release (\`gwc schema --openclaw\` shows one), and checks what the release checks beyond its schema too. A text
with \`\${NAME}\` can become any text, and a file that \`$include\` names isn't read. Of a release that it doesn't know, it takes what the one before or the one after takes; a key that
neither knows is a warning.

\`gwc validate --with openclaw\` asks the installed OpenClaw about each file too, as to what only it can know.`,
  source: 'openclaw@2026.9.6, `openclaw config schema` and `openclaw config validate`; docs/cli/config.md',
  examples: {
    bad: `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config:
          browser: { profiles: { work: { cdpPort: 18801, color: "#ff4500" } } }
`,
    good: `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config:
          browser: { profiles: { work: { cdpPort: 18801 } } }
`,
  },
  check,
};

const checkerFor = oncePer(({ schema, version, isKnown }: TargetRelease): CheckConfig => {
  if (schema) return ownSchemaChecker(schema, version);
  return isKnown ? configChecker(version) : neighbourChecker(version);
});

function* check({ hosts }: Fleet): Generator<Finding> {
  const known = ({ managed, found }: Instance) => managed || found !== undefined;
  const changesOnce = oncePerConfig();
  for (const instance of hosts.flatMap((host) => host.instances).filter(known)) {
    // Of a gateway that is not gwc's, what a machine has is told; it stops no build.
    const severity = instance.managed ? {} : ({ severity: 'warning' } as const);
    const faults = checkerFor(instance.release)(openclawConfig(instance));
    // What both refuse, gwc says in more words.
    const others = faults.some((fault) => fault.severity !== 'warning') ? [] : (instance.refusals ?? []);
    const place = [...instance.path, 'config'];
    const changes = once(() => changesOnce(instance));
    for (const fault of [...faults, ...others]) {
      const edits = fault.edits ?? successorEdits(fault, changes());
      yield { ...fault, ...severity, at: [...place, ...fault.at], edits: edits.map((edit) => inConfig(edit, place)) };
    }
  }
}

type Changes = Migrated['changes'];

/** Most instances of a fleet have one config, or all but. */
function oncePerConfig(): (instance: Instance) => Changes {
  const known = new Map<string, Changes>();
  return (instance) => {
    const key = JSON.stringify([instance.release.version, instance.config]);
    const changes = known.get(key) ?? changesFor(instance);
    known.set(key, changes);
    return changes;
  };
}

/** What becomes of retired keys and values, where it is told without a value of `config`, which is no longer as it was written. */
function changesFor({ release, config }: Instance): Changes {
  const { changes } = release.isKnown && !release.schema ? migrate(config, release.version) : { changes: [] };
  return changes.map((steps) => steps.map(asWritten)).filter(isPlain);
}

/** A list that becomes a map does so where it is written. */
function asWritten(step: Step): Step {
  if (step.kind !== 'move' || step.keyedBy === undefined) return step;
  const { value: _, ...move } = step;
  return move;
}

function isPlain(steps: readonly Step[]): boolean {
  const isTold = steps.every((step) => !('value' in step) || typeof step.value !== 'object');
  return isTold && (steps.length === 1 || steps.every(({ kind }) => kind !== 'set'));
}

/** What has come in place of a retired key or value, or of what stands below it. */
function successorEdits({ at: fault }: Finding, changes: Changes): readonly Edit[] {
  const isThere = (step: Step) => {
    const path = step.kind === 'move' ? step.from : step.path;
    return formatPath(path.slice(0, fault.length)) === formatPath(fault);
  };
  return changes.find((steps) => steps.some(isThere)) ?? [];
}

function inConfig(edit: Edit, place: Path): Edit {
  if (edit.kind === 'move') return { ...edit, from: [...place, ...edit.from], to: [...place, ...edit.to] };
  return { ...edit, path: [...place, ...edit.path] };
}
