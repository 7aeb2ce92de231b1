// A real systemd reads back what quoting.ts wrote: ten thousand hostile strings in one batch of units.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  environmentLine,
  systemdCommand,
  systemdEnvironmentFile,
  systemdPath,
  systemdWord,
} from '../../src/outputs/quoting.ts';
import { hostileFileNames, hostileValues, hostileWords } from '../support/hostile.ts';
import { bootSystemdBox, hasSystemdBox, type SystemdBox } from '../support/systemd-box.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-systemd-'));
/** Strings in each context that one process can read whole. */
const COUNT = 10_500;
const words = hostileWords(COUNT);
const values = hostileValues(COUNT);
/** systemd itself runs no program with a quote or a backslash in its path. */
const programNames = hostileFileNames(30).filter((name) => !/["'\\]/.test(name));
const pathNames = hostileFileNames(60);

let box: SystemdBox;
let started: string;

describe.skipIf(!hasSystemdBox)('read back by systemd (needs GWC_SDBOX and root)', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'units'));
    writeMany();
    writeList();
    pathNames.forEach(writePaths);
    programNames.forEach(writeProgram);
    chmodSync(folder, 0o755);
    box = bootSystemdBox(folder);
    started = box.run(
      `cp ${folder}/units/* /run/systemd/system/; systemctl daemon-reload; ` +
        `cd ${folder}/units; systemctl start * 2>&1 || true; journalctl -b -o cat -p warning -t systemd`,
    );
  }, 60_000);
  afterAll(() => {
    box.down();
    rmSync(folder, { recursive: true });
  });

  it('loads and starts all of them without a word', () => {
    expect(started).toBe('');
  });

  it('the words of ExecStart=, and the values of EnvironmentFile=', () => {
    const { argv, env } = JSON.parse(readFileSync(join(folder, 'many.json'), 'utf8'));
    expect(argv).toEqual(words);
    expect(values.map((_, index) => env[`V${index}`])).toEqual(values);
  });

  it('WorkingDirectory= and the path of EnvironmentFile=', () => {
    const read = pathNames.map((_, index) => readFileSync(join(folder, `path-${index}.out`), 'utf8'));
    expect(read).toEqual(pathNames.map((name) => `${join(folder, 'dirs', name)}\nread ${name}`));
  });

  it('a list of paths', () => {
    const unit = '/org/freedesktop/systemd1/unit/list_2eservice';
    const property = 'org.freedesktop.systemd1.Service ReadWritePaths';
    const read = box.run(`busctl --json=short get-property org.freedesktop.systemd1 ${unit} ${property}`);
    expect(JSON.parse(read).data).toEqual(pathNames.map((name) => `-/srv/${name}`));
  });

  it('the program of ExecStart= with its arguments', () => {
    const read = programNames.map((_, index) => readFileSync(join(folder, `program-${index}.out`), 'utf8'));
    expect(read).toEqual(programNames.map((name) => `${join(folder, 'bin', name)} $HOME %h \${X} ${name}`));
  });
});

function writeUnit(name: string, service: readonly string[]): void {
  writeFileSync(join(folder, 'units', `${name}.service`), ['[Service]', 'Type=oneshot', ...service, ''].join('\n'));
}

function writeMany(): void {
  const dump = join(folder, 'dump.cjs');
  const output = JSON.stringify(join(folder, 'many.json'));
  writeFileSync(
    dump,
    `require('node:fs').writeFileSync(${output}, JSON.stringify({ argv: process.argv.slice(2), env: process.env }));`,
  );
  const environment = join(folder, 'many.env');
  writeFileSync(environment, values.map((value, index) => `${environmentLine(`V${index}`, value)}\n`).join(''));
  writeUnit('many', [
    `ExecStart=${systemdCommand([process.execPath, dump, ...words])}`,
    `EnvironmentFile=${systemdEnvironmentFile(environment, { optional: false })}`,
  ]);
}

function writeList(): void {
  const list = pathNames.map((name) => systemdWord(`-/srv/${name}`)).join(' ');
  writeUnit('list', ['ExecStart=/bin/true', `ReadWritePaths=${list}`]);
}

function writePaths(name: string, index: number): void {
  const directory = join(folder, 'dirs', name);
  const environment = join(folder, 'envs', name);
  mkdirSync(directory, { recursive: true });
  mkdirSync(join(folder, 'envs'), { recursive: true });
  writeFileSync(environment, `${environmentLine('NAME', name)}\n`);
  const script = `printf '%s\\nread %s' "$(pwd -P)" "$NAME" > ${folder}/path-${index}.out`;
  writeUnit(`path-${index}`, [
    `ExecStart=${systemdCommand(['/bin/sh', '-c', script])}`,
    `WorkingDirectory=${systemdPath(directory)}`,
    `EnvironmentFile=${systemdEnvironmentFile(environment, { optional: false })}`,
  ]);
}

function writeProgram(name: string, index: number): void {
  const program = join(folder, 'bin', name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(program, `#!/bin/sh\nprintf '%s' "$0 $*" > ${folder}/program-${index}.out\n`);
  chmodSync(program, 0o755);
  writeUnit(`program-${index}`, [`ExecStart=${systemdCommand([program, '$HOME', '%h', '\u0024{X}', name])}`]);
}
