// The unit of test/ok/hostile runs as it stands under a real systemd: its command, folder, files and environment arrive.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import { serviceEnvironment } from '../../src/outputs/service-environment.ts';
import { bootSystemdBox, hasSystemdBox } from '../support/systemd-box.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { fleet, artifacts } = build(readFileSync('test/ok/hostile/hosts.yaml', 'utf8'));
const instance = fleet.hosts.find(({ os }) => os === 'linux')!.instances[0]!;
const [program = '', ...args] = instance.command;
const output = `${instance.stateDir}/output`;

/** In place of OpenClaw: tells where and with what it was started, through the folder that it may write to. */
const PROGRAM = `#!/bin/sh
{ pwd; printf '%s\\0' "$@" ''; env -0; } > "$OPENCLAW_STATE_DIR/output"
exec sleep 60
`;

/** What a person does with the output tree, and the files that are theirs. */
function install(): readonly string[] {
  const { stateDir, workspace, workingDirectory, logFile, secretsFile, envFiles } = instance;
  const put = (content: string, path: string, index: number) => {
    const source = join(folder, String(index));
    writeFileSync(source, content);
    return `mkdir -p ${shellWord(dirname(path))}; install -m 755 ${source} ${shellWord(path)}`;
  };
  const files: readonly (readonly [content: string, path: string])[] = [
    ...artifacts.filter(({ host }) => host === instance.host).map((file) => [file.content, file.installPath] as const),
    [PROGRAM, program],
    ['OPENCLAW_STATE_DIR=/elsewhere\nOPENCLAW_HOME=/elsewhere\n', envFiles.at(-1)!.path],
    ["OPENCLAW_GATEWAY_TOKEN='a $b'\n", secretsFile],
  ];
  return [
    ...files.map(([content, path], index) => put(content, path, index)),
    ...[stateDir, workspace, workingDirectory, dirname(logFile)].map(
      (path) => `mkdir -p ${shellWord(path)}; chown claw: ${shellWord(path)}`,
    ),
  ];
}

describe.skipIf(!hasSystemdBox)('under systemd (needs GWC_SDBOX and root)', () => {
  it('a hostile instance arrives whole', () => {
    const read = inBox(
      [
        ...install(),
        `systemctl daemon-reload; systemctl start ${instance.service.name}`,
        `for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; test -s ${shellWord(output)} && break; done`,
        `systemctl stop ${instance.service.name}; cat ${shellWord(output)}`,
      ].join('\n'),
    );
    const [directory, rest = ''] = splitOnce(read, '\n');
    const [words = '', environment = ''] = splitOnce(rest, '\0\0');
    const variables = Object.fromEntries(environment.split('\0').map((entry) => splitOnce(entry, '=')));
    expect(directory).toBe(instance.workingDirectory);
    expect(words.split('\0')).toEqual([...args, 'gateway', '--port', '18789']);
    expect(variables).toMatchObject(Object.fromEntries(serviceEnvironment(instance)));
    expect(variables).toMatchObject({ OPENCLAW_GATEWAY_TOKEN: 'a $b' });
    expect(variables).not.toHaveProperty('OPENCLAW_HOME');
  });
});

function inBox(commands: string): string {
  const box = bootSystemdBox(folder);
  try {
    return box.run(commands);
  } finally {
    box.down();
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
