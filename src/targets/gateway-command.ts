// What the service manager runs: the instance's command, as a gateway on its base port.

import type { Instance } from '../model/fleet.ts';

export function gatewayCommand({ command, port }: Instance): readonly string[] {
  return [...command, 'gateway', '--port', String(port)];
}
