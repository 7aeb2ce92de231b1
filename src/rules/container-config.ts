// What an instance in a container is told to use is there, inside of it.

import { isContainer } from '../model/container.ts';
import type { Fleet } from '../model/fleet.ts';
import { containerFiles } from './container-files.ts';
import { containerNameProblem } from './container-name.ts';
import { containerNetwork } from './container-network.ts';
import type { Finding, Rule } from './rule.ts';

export const containerConfig: Rule = {
  id: 'container-config',
  severity: 'error',
  summary: 'an instance in a container uses only addresses, folders and names that it has there',
  why: `A container (\`service.target: quadlet\` or \`compose\`) has a network of its own and sees few of the host's folders:

- It has no tailnet address and no Tailscale, so \`gateway.bind: tailnet\` and \`tailscale.mode\` need the host: publish on the tailnet's
  address with \`bind: custom\`, or run \`tailscale serve\` there.
- The folders of \`stateDir\`, \`workspace\`, \`configPath\`, \`logFile\`, \`workingDirectory\` and of stores that the config names are mounted
  at their own paths. A folder of the system's, such as \`/etc\`, would hide the image's. A file of a secret provider has to lie in one.
- A quadlet's line can't hold a path with a colon, and Podman knows no environment file that may be missing.
- Podman and Docker have forms of their own for the name of a container, which is that of the service.

Warnings: the host has only the base port, so a webhook's own port is out of reach, and \`127.0.0.1\` in a browser's URL is the container
itself. The host is \`host.containers.internal\` in Podman, \`host.docker.internal\` in Docker.`,
  source:
    'OpenClaw docs/install/docker/networking-and-storage.md; podman-run(1), --volume, --env-file, --network; podman-systemd.unit(5); the Compose Specification, "name"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      main:
        port: 18789
        configPath: /etc/openclaw.json
        service: { target: quadlet }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      main:
        port: 18789
        configPath: /etc/openclaw/main.json
        service: { target: quadlet }
`,
  },
  check,
};

function* check({ hosts }: Fleet): Generator<Finding> {
  for (const instance of hosts.flatMap((host) => host.instances).filter(isContainer)) {
    yield* containerNameProblem(instance);
    yield* containerFiles(instance);
    yield* containerNetwork(instance);
  }
}
