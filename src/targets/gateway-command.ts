// What the service manager runs: the instance's command, as a gateway on its base port.

import { isContainer } from '../model/container.ts';
import type { Instance } from '../model/fleet.ts';

export function gatewayCommand(instance: Instance): readonly string[] {
  const { command, port } = instance;
  // What `gateway.bind` says is of the host: on its own loopback nobody outside of the container would reach it.
  const bind = isContainer(instance) ? ['--bind', 'lan'] : [];
  return [...command, 'gateway', ...bind, '--port', String(port)];
}
