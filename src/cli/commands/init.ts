// gwc init: an example hosts.yaml, and beside it the schema by which editors complete, explain and check it.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { visible } from '../../diagnostics/terminal-text.ts';
import { errorCode, FileError, fileError, withFile } from '../../files/file-error.ts';
import { writeAtomic } from '../../files/write-atomic.ts';
import { NEWEST_RELEASE } from '../../openclaw/release.ts';
import { fullSchemaText } from '../../openclaw/schema/full-schema.ts';
import type { CommandEntry } from '../command.ts';
import { nonEmpty, withCommonOptions } from '../flags.ts';
import { DEFAULT_FILE } from '../hosts-file.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { SCHEMA_LINE, schemaFileBeside } from '../schema-file.ts';
import { STANDARD_STREAM } from '../source.ts';

export function initEntry(): CommandEntry {
  const command = new Command('init')
    .argument('[hosts.yaml]', 'the file to write; - is standard output (default: hosts.yaml)', nonEmpty)
    .description(
      'Writes a commented hosts.yaml with a main and a rescue instance, which builds as it is, and hosts.schema.json beside it, with which editors complete, explain and check it.',
    )
    .option('--force', 'replace files that already exist');
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc init', 'hosts.yaml and hosts.schema.json of this folder'],
      ['gwc init && gwc build', 'and the output tree'],
    ],
    run: runInit,
  };
}

interface InitFlags {
  readonly force?: boolean;
  readonly quiet?: boolean;
}

const MODE = 0o644;

function runInit({ force = false, quiet = false }: InitFlags, io: Io, file = DEFAULT_FILE): ExitCode {
  if (file === STANDARD_STREAM) {
    io.stdout.write(EXAMPLE);
    return EXIT.clean;
  }
  const path = resolve(io.cwd, file);
  const schema = schemaFileBeside(file, io, force);
  if (force) withFile('write', file, () => writeAtomic(path, SCHEMA_LINE + EXAMPLE, MODE));
  else create(path, file);
  schema.write(fullSchemaText(NEWEST_RELEASE));
  if (!quiet) io.stderr.write(`wrote ${visible(file)} and ${visible(schema.shown)}; now \`gwc build\`\n`);
  return EXIT.clean;
}

/** Never over what is there, not even a link that leads nowhere. */
function create(path: string, shown: string): void {
  try {
    writeFileSync(path, SCHEMA_LINE + EXAMPLE, { flag: 'wx', mode: MODE });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new FileError(`${shown} already exists; --force replaces it`);
    throw fileError('write', shown, error);
  }
}

const EXAMPLE = `# Every OpenClaw gateway of every host. \`gwc build\` checks this file and writes out/.

version: 1
openclaw: ${NEWEST_RELEASE} # the release that the gateways run

# Keys for every instance of every host. A host's own keys win over these, and an instance's own over both.
defaults:
  user: claw # the account that runs the gateways
  secrets: [OPENCLAW_GATEWAY_TOKEN] # the host supplies the value, in <state dir>/.env; never here
  config: # openclaw.json, in OpenClaw's own words
    gateway:
      auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" }

hosts:
  box-1:
    # reservedPorts: [5432, 8080-8090] # ports of other services on this host; \`openclaw fleet\` takes them from 19100 up
    instances:
      # The everyday gateway: ~/.openclaw, and the service that \`openclaw\` without a profile manages.
      main:
        profile: default
        port: 18789 # a gateway takes this port and the 110 above it; \`gwc ports\` shows the map

      # A second one that still answers when the first is down: ~/.openclaw-rescue.
      rescue:
        port: 19789
`;
