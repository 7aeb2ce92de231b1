// Gateways that something else than a unit or a job keeps: containers with the network of the host, environments of `ocm`.
// Sources: openclaw/ocm, src/store/layout and gateway_ports.

import { posix } from 'node:path';
import { at, isList, isMap, type Json, parseJson } from '../document/json.ts';
import { isPort } from '../openclaw/listener.ts';
import { describeUnserved } from './describe-gateway.ts';
import { type FoundContainer, hostPath, isGatewayContainer, stateInside } from './found-containers.ts';
import type { FoundGateway } from './found-gateway.ts';
import type { SurveyedMachine } from './found-machine.ts';
import { parseGatewayCommand } from './gateway-command.ts';
import { mayBeSecret } from './secret-values.ts';

/** In a network of its own a container takes what it publishes; in the host's it has the span of any gateway. */
export function containerGateways(
  containers: readonly FoundContainer[],
  machine: SurveyedMachine,
): readonly FoundGateway[] {
  const found = containers.filter((container) => container.hasHostNetwork && isGatewayContainer(container));
  // What a compose file declares, Docker has on record too.
  const byState = new Map(found.toReversed().map((one) => [hostPath(stateInside(one), one) ?? one.name, one]));
  return found
    .filter((container) => byState.get(hostPath(stateInside(container), container) ?? container.name) === container)
    .map((container) => {
      const { name, place, account, environment, command } = container;
      const inside = stateInside(container);
      const config = environment.get('OPENCLAW_CONFIG_PATH');
      const configPath = config === undefined ? undefined : hostPath(config, container);
      const parsed = parseGatewayCommand(['container', ...command]);
      const kept = [...environment].filter(([variable, value]) => isKept(variable, value));
      const gateway = describeUnserved(
        {
          stateDir: hostPath(inside, container) ?? `/var/lib/containers/${name}${inside}`,
          account,
          ...(parsed ? { command: { ...parsed, program: [] } } : {}),
          environment: new Map([
            ...kept,
            ...(configPath === undefined ? [] : [['OPENCLAW_CONFIG_PATH', configPath] as const]),
          ]),
          files: [place],
          reason: `container ${name} runs it, in the network of the host`,
        },
        machine,
      );
      return { ...gateway, calledAs: posix.basename(name) === 'openclaw-gateway' ? posix.dirname(name) : name };
    });
}

/** Paths inside the container say nothing here. */
function isKept(name: string, value: string): boolean {
  return mayBeSecret(name, value) || /^OPENCLAW_(?!HOME$|.*(?:DIR|PATH)$)/.test(name);
}

/** Every environment in `~/.ocm/envs.json`, which keeps base to base+110 for it. */
export function ocmGateways(machine: SurveyedMachine): readonly FoundGateway[] {
  const { disk, accounts, notes } = machine;
  return accounts.flatMap((account) => {
    const registry = `${account.home}/.ocm/envs.json`;
    const text = disk.kind(registry) === 'file' ? disk.text(registry) : undefined;
    return ocmEntries(parseJson(text ?? '')).flatMap(({ name, root, port, isEnabled }) => {
      const gateway = describeUnserved(
        {
          stateDir: `${root}/.openclaw`,
          account,
          environment: new Map(port === undefined ? [] : [['OPENCLAW_GATEWAY_PORT', String(port)]]),
          files: [registry],
          isEnabled,
          reason: `\`ocm\` keeps it, as its environment ${name}`,
        },
        machine,
      );
      if (gateway.isPortKnown) return [{ ...gateway, calledAs: name }];
      notes.push({ place: registry, text: `the environment ${name} has no port yet; it is left out` });
      return [];
    });
  });
}

interface OcmEntry {
  readonly name: string;
  readonly root: string;
  /** One that was chosen automatically holds unless openclaw.json has another. */
  readonly port: number | undefined;
  readonly isEnabled: boolean;
}

function ocmEntries(registry: Json | undefined): readonly OcmEntry[] {
  const listed = at(registry, 'envs') ?? registry;
  const entries = isList(listed) ? listed : isMap(listed) ? Object.values(listed) : [];
  return entries.flatMap((entry): readonly OcmEntry[] => {
    const [name, root, port] = ['name', 'root', 'gatewayPort'].map((key) => at(entry, key));
    if (typeof name !== 'string' || typeof root !== 'string' || !root.startsWith('/')) return [];
    const isEnabled = at(entry, 'serviceEnabled') === true;
    return [{ name, root: posix.normalize(root), port: isPort(port) ? port : undefined, isEnabled }];
  });
}
