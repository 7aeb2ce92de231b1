// No two gateways read one gateway token or password.

import { at, type Path } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { secretSource, variableSource } from '../model/secret-source.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';
import { isGiven } from '../openclaw/listener.ts';
import type { Finding, Rule } from './rule.ts';

export const secretShared: Rule = {
  id: 'secret-shared',
  severity: 'warning',
  summary: 'no two instances read one gateway token or password',
  compares: 'where its gateway token comes from ({secretsFile}) with the other instances',
  why: `Whoever has a gateway's token runs commands as its user. With one token for several gateways, an agent that gets hold of the
weakest instance's has them all, and none can be replaced alone. It also hides mistakes: a client that reaches the wrong gateway is
let in.

Two instances read one token if \`gateway.auth.token\` is the same SecretRef or text, or if both take \`OPENCLAW_GATEWAY_TOKEN\` from one
\`secretsFile\`. The same name in files of their own is fine.`,
  source: 'OpenClaw docs/gateway/multi-tenant-hosting.md; docs/gateway/secrets.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    config:
      secrets: { providers: { keys: { source: file, path: /etc/openclaw/keys.json } } }
      gateway: { auth: { token: { source: file, provider: keys, id: /gateway } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    config:
      secrets: { providers: { keys: { source: file, path: /etc/openclaw/keys.json } } }
      gateway: { auth: { token: { source: file, provider: keys, id: /$(instance)/gateway } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
  },
  check,
};

interface Credential {
  readonly instance: Instance;
  readonly what: 'token' | 'password';
  readonly at: Path;
  readonly source: string;
}

function* check(fleet: Fleet): Iterable<Finding> {
  const first = new Map<string, Credential>();
  for (const credential of fleet.hosts.flatMap((host) => host.instances).flatMap(credentialsOf)) {
    const other = first.get(credential.source);
    if (other === undefined) first.set(credential.source, credential);
    else if (other.instance !== credential.instance) yield finding(credential, other);
  }
}

function credentialsOf(instance: Instance): readonly Credential[] {
  return [credential(instance, 'token', TOKEN_VARIABLE), credential(instance, 'password', PASSWORD_VARIABLE)].flat();
}

/** The config's own wins over the variable. */
function credential(instance: Instance, what: Credential['what'], variable: string): readonly Credential[] {
  const key = ['config', 'gateway', 'auth', what];
  const written = at(instance.config, ...key.slice(1));
  const index = instance.secrets.indexOf(variable);
  const found: { readonly path: Path; readonly source: string | undefined } = isGiven(written)
    ? { path: key, source: secretSource(written, instance) }
    : { path: index === -1 ? ['env', variable] : ['secrets', index], source: variableSource(variable, instance) };
  return found.source === undefined
    ? []
    : [{ instance, what, at: [...instance.path, ...found.path], source: found.source }];
}

function finding({ instance, what, at: place }: Credential, other: Credential): Finding {
  const { name, host } = other.instance;
  const owner = host === instance.host ? `\`${name}\`` : `\`${name}\` on \`${host}\``;
  return {
    at: place,
    message: `${owner} reads the same gateway ${what}; give each instance its own, so that one of them doesn't open the other`,
    related: [{ at: other.at, message: `${owner} reads it here` }],
  };
}
