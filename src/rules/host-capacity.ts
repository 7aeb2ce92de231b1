// The limits of a host's gateways fit in what the host has, and leave each gateway the memory that it takes.

import type { Fleet, Host, Instance, LimitKey } from '../model/fleet.ts';
import { bytesOf, type Limit, limitOf, sizeText, sumOf } from '../model/limits.ts';
import type { Finding, Rule } from './rule.ts';

export const hostCapacity: Rule = {
  id: 'host-capacity',
  severity: 'warning',
  summary:
    'the limits of the gateways of a host fit in its `memory` and `cpus`, and none is below what a gateway takes',
  compares: 'limits ({limits}) with what a gateway takes, and all of {host} with its `memory` and `cpus`',
  why: `\`service.limits\` holds one gateway down so that the others have room. Limits that add up to more memory than the host has don't
do that: with all gateways busy none is at its limit yet, and the kernel ends whatever process it likes, a gateway of another team or the
database. The same goes for processors, where all become slow. A host's \`memory\` and \`cpus\` say what it has for gateways: less than
it was built with, where other services run on it. Instances with \`enabled: false\` or \`managed: false\`, and those without a limit,
aren't counted.

A gateway peaks at 690 to 850 MB with nothing but its chat channels, and each tool and browser that an agent starts comes on top. With
less than 1G it is ended in the middle of its work, starts again and is ended again; 2G are a good start. Raw directives
(\`MemoryMax\`, \`CPUQuota\`) count like \`service.limits\`.`,
  source: 'runs of openclaw@2026.9.6; systemd.resource-control(5); kernel.org, Control Group v2, "memory.max"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    memory: 4G
    user: claw
    service: { limits: { memory: 3G } }
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
    good: `version: 1
hosts:
  box-1:
    memory: 4G
    user: claw
    service: { limits: { memory: 2G } }
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
  },
  check,
};

function* check({ hosts }: Fleet): Iterable<Finding> {
  for (const host of hosts) {
    yield* tooMuch(host, 'memory', sizeText);
    yield* tooMuch(host, 'cpus', String);
    for (const instance of host.instances) yield* tooLittle(instance);
  }
}

const NOUNS = { memory: 'memory limit', cpus: '`cpus` limit' } as const;

function* tooMuch(host: Host, key: keyof typeof NOUNS, text: (value: number) => string): Iterable<Finding> {
  const most = host[key];
  const limited = limitedInstances(host, key);
  const sum = sumOf(limited.map(({ limit }) => limit.value));
  if (most === undefined || sum <= most) return;
  const over = text(sumOf([sum, -most]));
  const [only, ...others] = limited;
  const subject =
    others.length === 0
      ? `the ${NOUNS[key]} of \`${only!.instance.name}\` is ${text(sum)}`
      : `the ${NOUNS[key]}s of ${limited.length} instances add up to ${text(sum)}`;
  const fix =
    others.length === 0
      ? `lower it to ${text(most)} at most`
      : `lower them by ${over} in all, or set \`enabled: false\` for one that runs only in place of another`;
  yield {
    at: [...host.path, key],
    message: `${subject}, ${over} more than the ${text(most)} of \`${host.name}\`; ${fix}`,
    related: limited.map(({ instance, limit }) => ({
      at: [...instance.path, ...limit.key],
      message: `\`${instance.name}\` may take ${text(limit.value)}`,
    })),
  };
}

interface Limited {
  readonly instance: Instance;
  readonly limit: Limit;
}

/** Those that can run together. */
function limitedInstances({ instances }: Host, key: LimitKey): readonly Limited[] {
  return instances
    .filter(({ managed, enabled }) => managed && enabled)
    .flatMap((instance) => {
      const limit = limitOf(instance, key);
      return limit ? [{ instance, limit }] : [];
    });
}

const LEAST_MEMORY = '1G';

function* tooLittle(instance: Instance): Iterable<Finding> {
  const limit = limitOf(instance, 'memory');
  if (!instance.managed || limit === undefined || limit.value >= bytesOf(LEAST_MEMORY)!) return;
  yield {
    at: [...instance.path, ...limit.key],
    message: `with ${sizeText(limit.value)} of memory \`${instance.name}\` is ended in the middle of its work: a gateway peaks at 690 to 850 MB, and its tools and browsers come on top; write ${LEAST_MEMORY} at least, 2G to be at ease`,
    suggestions: [LEAST_MEMORY, '2G'],
  };
}
