// gwc schema: the JSON Schema of hosts.yaml.

import schema from '../../../schemas/hosts.schema.json' with { type: 'json' };
import { formatJson } from '../../diagnostics/json.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

export function runSchema(_: object, io: Io): ExitCode {
  io.stdout.write(formatJson(schema));
  return EXIT.clean;
}
