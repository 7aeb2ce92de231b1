// Fleets to measure with: instances that differ by name and port, ten to a host.

/** Hosts need room for the spans of their instances. */
const PER_HOST = 10;

export interface Member {
  readonly host: string;
  readonly name: string;
  readonly port: number;
}

export function members(count: number): readonly Member[] {
  return Array.from({ length: count }, (_, index) => ({
    host: `host-${Math.floor(index / PER_HOST)}`,
    name: `bot-${index}`,
    port: 10_000 + (index % PER_HOST) * 120,
  }));
}

const OWN = 'config: { session: { reset: { idleMinutes: 61 } } }';

/** The hosts.yaml of so many instances; `changed` is one whose config differs. */
export function fleetYaml(count: number, changed?: number): string {
  return `version: 1
openclaw: 2026.9.6
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config:
    gateway: { auth: { mode: token } }
    session: { reset: { idleMinutes: 60 } }
${hostsOf(members(count), ({ name }) => (name === `bot-${changed}` ? OWN : ''))}`;
}

/** Of hosts.yaml the key `hosts`; `keysOf` gives what an instance has beside its port, as text in a flow map. */
export function hostsOf(all: readonly Member[], keysOf: (member: Member) => string): string {
  const lines = all.map((member, index) => {
    const { host, name, port } = member;
    const keys = [`port: ${port}`, keysOf(member)].filter(Boolean).join(', ');
    return [...(index % PER_HOST === 0 ? [`  ${host}:`, '    instances:'] : []), `      ${name}: { ${keys} }`].join(
      '\n',
    );
  });
  return `hosts:\n${lines.join('\n')}\n`;
}

/** So many instances on one host, side by side: without the browser each takes two ports. */
export function crowdedYaml(count: number): string {
  const instances = members(count).map(({ name }, index) => `      ${name}: { port: ${FIRST_PORT + 2 * index} }`);
  return `version: 1
openclaw: 2026.9.6
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config: { gateway: { auth: { mode: token } }, browser: { enabled: false } }
  allow: { port-spacing: a benchmark }
hosts:
  crowded:
    instances:
${instances.join('\n')}
`;
}

/** The first that needs no privilege. */
const FIRST_PORT = 1024;
