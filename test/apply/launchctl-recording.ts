// What launchctl, lsof and a gateway's /healthz answered on a Mac, played back over files that are really there. No Mac runs
// here: docs/verified.md says what was run where.

import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Machine, RunOptions, RunResult } from '../../src/apply/machine.ts';
import { realMachine } from '../../src/apply/real-machine.ts';

const ACCOUNT = { name: 'claw', uid: 501, gid: 20 };
const DOMAIN = 'gui/501';
/** As Homebrew's npm puts it there. */
export const PROGRAM = '/opt/homebrew/bin/openclaw';
/** In place of its databases, below the state folder. */
export const STATE = 'state/openclaw.sqlite';

interface Job {
  readonly port: number;
  readonly pid: number;
  /** What it read last. */
  config: string;
  /** Where that stands. */
  readonly configPath?: string;
  /** Another release had its state. */
  readonly isRefusing?: boolean;
}

export interface Recording {
  readonly machine: Machine;
  /** Every launchctl command that changes something. */
  readonly calls: string[];
  /** By label. */
  readonly jobs: Map<string, Job>;
  /** Labels in the order of their starts. */
  readonly started: string[];
}

/**
 * A gateway whose openclaw.json says `broken` does not serve, and neither does one whose port another one has, or whose STATE
 * another program than its own has moved on. `running`: jobs that are there from the start.
 */
export function launchctlRecording(root: string, running: ReadonlyMap<string, Job> = new Map()): Recording {
  const calls: string[] = [];
  const started: string[] = [];
  const jobs = new Map(running);
  const off = new Set<string>();
  let pid = 8000;
  let time = Date.UTC(2026, 0, 1);
  const real = realMachine({ root, env: {} });
  const place = (path: string) => (path.startsWith('/') && path !== '/dev/null' ? join(root, path) : path);
  const placed = ({ fromFile, toFile }: RunOptions = {}): RunOptions => ({
    ...(fromFile !== undefined && { fromFile: place(fromFile) }),
    ...(toFile !== undefined && { toFile: place(toFile) }),
  });
  const start = (label: string, plist: string) => {
    const text = readFileSync(join(root, plist), 'utf8');
    const port = Number(/<string>--port<\/string>\s*<string>(\d+)<\/string>/.exec(text)?.[1]);
    const config = /<key>OPENCLAW_CONFIG_PATH<\/key>\s*<string>([^<]+)</.exec(text)![1]!;
    pid += 1;
    started.push(label);
    const isRefusing = movesState(join(root, posix.dirname(config), STATE), text);
    jobs.set(label, { port, pid, config: readFileSync(join(root, config), 'utf8'), configPath: config, isRefusing });
  };
  /** As a gateway does with a changed openclaw.json. */
  const reread = (job: Job) => {
    if (job.configPath === undefined) return;
    const text = readFileSync(join(root, job.configPath), 'utf8');
    if (text === job.config) return;
    const isBroken = text.includes('broken');
    if (!isBroken) job.config = text;
    const log = join(root, JSON.parse(text).logging.file);
    appendFileSync(
      log,
      `${isBroken ? 'config reload skipped (invalid config): broken' : 'config hot reload applied (x)'}\n`,
    );
  };
  const serves = (port: number) => {
    const [first] = [...jobs.values()].filter((job) => job.port === port);
    return first && !first.config.includes('broken') && !first.isRefusing ? first : undefined;
  };
  const launchctl = ([verb = '', ...args]: readonly string[]): RunResult => {
    const [target = ''] = args;
    const label = posix.basename(args.at(-1)!).replace(/\.plist$/, '');
    if (verb === 'print') {
      if (target === DOMAIN) return ok('gui/501 = {\n\ttype = login\n}\n');
      const job = jobs.get(label);
      return job ? ok(printed(target, job)) : failed(113, 'Could not find service in domain');
    }
    if (verb === 'print-disabled') {
      return ok(`\tdisabled services = {\n${[...off].map((name) => `\t\t"${name}" => disabled\n`).join('')}\t}\n`);
    }
    calls.push([verb, ...args].join(' '));
    if (verb === 'enable') off.delete(label);
    if (verb === 'bootout') jobs.delete(label);
    if (verb === 'bootstrap') {
      if (jobs.has(label)) return failed(5, 'Bootstrap failed: 5: Input/output error');
      start(label, args[1]!);
    }
    if (verb === 'kickstart') start(label, `/Users/claw/Library/LaunchAgents/${label}.plist`);
    return ok('');
  };
  const machine: Machine = {
    ...real,
    os: 'macos',
    isOffline: false,
    look: (path) => (path.startsWith(PROGRAM) ? { kind: 'obstacle', what: 'a symbolic link' } : real.look(path)),
    self: { ...real.self, name: ACCOUNT.name },
    account: async () => ({ ...real.self, name: ACCOUNT.name, uid: real.self.uid }),
    run: async ([program = '', ...args], options) => {
      if (program === PROGRAM && args[0] === 'plugins')
        return plugins(args.slice(1), place(options!.env!['OPENCLAW_CONFIG_PATH']!));
      if (['du', 'rm', 'tar'].includes(program)) return real.run([program, ...args.map(place)], placed(options));
      if (program === 'launchctl') return launchctl(args.map((arg) => arg.replace(/^(gui|user)\/\d+/, DOMAIN)));
      if (program !== 'lsof') return failed(127, `no ${program}`);
      const job = serves(Number(args.find((arg) => arg.startsWith('-iTCP:'))!.slice(6)));
      return job ? ok(`p${job.pid}\ncnode\nf19\nn127.0.0.1:${job.port}\n`) : failed(1, '');
    },
    get: async (url) => (serves(Number(new URL(url).port)) ? { status: 200, body: '{"ok":true}' } : undefined),
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
      for (const job of jobs.values()) reread(job);
    },
  };
  return { machine, calls, jobs, started };
}

/** As OpenClaw's command does it: packages come and go below the state folder, and the config that it has is changed. */
function plugins([verb, spec = '']: readonly string[], config: string): RunResult {
  writeFileSync(config, '{ "changed": true }');
  writeFileSync(`${config}.bak`, '');
  const [, name = '', version = ''] = /^npm:(.+)@(.+)$/.exec(spec) ?? [];
  const id = verb === 'uninstall' ? spec : posix.basename(name);
  const project = join(posix.dirname(config), 'npm/projects', id);
  rmSync(project, { recursive: true, force: true });
  if (verb === 'uninstall') return ok('');
  if (id === 'none') return failed(1, 'no such package');
  const folder = join(project, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ dependencies: { [name]: version } }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'openclaw.plugin.json'), JSON.stringify({ id }));
  return ok('');
}

/** Whether the program refuses it; where it is there, each program but the first one makes it its own. */
function movesState(path: string, plist: string): boolean {
  if (!existsSync(path)) return false;
  const program = /<string>(\/opt\/[^<]*)<\/string>/.exec(plist)![1]!;
  const isFirst = program === PROGRAM;
  if (!isFirst) writeFileSync(path, program);
  return isFirst && readFileSync(path, 'utf8') !== PROGRAM;
}

function printed(target: string, { pid, port }: Job): string {
  return `${target} = {
\tactive count = 1
\ttype = LaunchAgent
\tstate = running

\tprogram = /opt/homebrew/bin/openclaw
\targuments = {
\t\t/opt/homebrew/bin/openclaw
\t\tgateway
\t\t--port
\t\t${port}
\t}

\truns = 1
\tpid = ${pid}
\timmediate reason = speculative
}
`;
}

function ok(stdout: string): RunResult {
  return { code: 0, stdout, stderr: '' };
}

function failed(code: number, stderr: string): RunResult {
  return { code, stdout: '', stderr };
}
