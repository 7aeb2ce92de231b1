// hosts.yaml names secrets and holds none.

import { isSecretName } from '../diagnostics/secret-names.ts';
import type { Path } from '../document/path.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { type ConfigSecret, configSecrets, secretIn } from '../openclaw/config-secrets.ts';
import { variableFor } from '../openclaw/secret-fields.ts';
import { refProblem } from '../openclaw/secret-ref.ts';
import type { Finding, Rule } from './rule.ts';
import { unitSecrets } from './unit-secrets.ts';

export const secretInline: Rule = {
  id: 'secret-inline',
  severity: 'error',
  summary: "no secret's value stands in hosts.yaml, and each that the config names is listed in `secrets`",
  why: `hosts.yaml lives in version control, and what gwc emits is copied, compared and shown in logs: a secret in it is known to all who
can read either, for ever. So tokens, passwords and keys in \`config\` are references: \`\${NAME}\`, which OpenClaw replaces at its
start, or a SecretRef such as \`{ source: file, provider: vault, id: /telegram }\`. \`env\`, \`command\` and raw unit directives take no
secrets at all.

Each variable that such a field names stands in \`secrets\`: gwc then writes its name into secrets.env.example and has the service
read \`secretsFile\`. A variable that the host doesn't supply leaves the gateway without its token.

A field is one of a secret by its name (\`botToken\`, \`apiKey\`, \`Authorization\`, …); a value of a known form (\`sk-…\`, \`xoxb-…\`,
\`ghp_…\`, a password in a URL) is one anywhere. No finding shows the value. It can't be silenced: a secret that was committed needs to
be replaced.`,
  source:
    'OpenClaw docs/gateway/secrets.md, docs/reference/secretref-credential-surface.md; openclaw@2026.9.6, src/secrets/ref-contract',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { channels: { telegram: { botToken: not-a-real-token } } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        secrets: [TELEGRAM_BOT_TOKEN]
        config: { channels: { telegram: { botToken: '\${TELEGRAM_BOT_TOKEN}' } } }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    for (const secret of configSecrets(instance.config)) yield* inConfig(secret, instance);
    for (const [name, value] of Object.entries(instance.env)) yield* inEnv(name, value, instance);
    for (const { path, what, fix } of unitSecrets(instance)) {
      yield { at: [...instance.path, ...path], message: `${what} stands here in the open; ${fix}` };
    }
  }
}

function* inConfig(secret: ConfigSecret, instance: Instance): Iterable<Finding> {
  const at = [...instance.path, 'config', ...secret.path];
  if (secret.kind === 'open') yield openSecret(secret.what, at, secret.path);
  else if (secret.kind === 'variables') for (const name of secret.names) yield* unlisted(name, at, instance);
  else {
    const problem = refProblem(secret.ref, instance.config);
    if (problem !== undefined) yield { at, message: problem };
    else if (secret.ref.source === 'env') yield* unlisted(secret.ref.id, at, instance);
  }
}

function* unlisted(name: string, at: Path, { secrets, env, path }: Instance): Iterable<Finding> {
  if (Object.hasOwn(env, name)) {
    // Told already where the name tells it.
    if (isSecretName(name)) return;
    const message = `\`${name}\` is a secret that \`config\` reads, and \`env\` shows it to everyone; move the name to \`secrets\` and its value to the host`;
    yield { at: [...path, 'env', name], message, related: [{ at, message: 'a secret field reads it here' }] };
  } else if (!secrets.includes(name)) {
    const message = `\`${name}\` isn't in \`secrets\`, so nothing makes the host supply it; add it there`;
    yield { at, message, suggestions: [`secrets: [${[...secrets, name].join(', ')}]`] };
  }
}

/** A file of credentials is named by its path. */
const PATH_VALUE = /^~?\/\S*$/;

function* inEnv(name: string, value: string, { path }: Instance): Iterable<Finding> {
  const isNamed =
    isSecretName(name) && value.trim() !== '' && !(/(credentials?|key)$/i.test(name) && PATH_VALUE.test(value));
  const what = isNamed ? `the value of \`${name}\`` : secretIn(value);
  if (what === undefined) return;
  const message = `${what} stands here in the open; remove it from \`env\` and list \`${name}\` in \`secrets\``;
  yield { at: [...path, 'env', name], message };
}

function openSecret(what: string, at: Path, path: Path): Finding {
  const variable = variableFor(path);
  // What stands there isn't put in for others.
  if (path[0] === 'env') {
    return { at, message: `${what} stands here in the open; remove it and list \`${variable}\` in \`secrets\`` };
  }
  const reference = `\${${variable}}`;
  const message = `${what} stands here in the open; write \`${reference}\` and list \`${variable}\` in \`secrets\``;
  return { at, message, suggestions: [reference] };
}
