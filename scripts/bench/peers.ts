// The same files by other means, from Debian's packages: each fills in templates that are gwc's own output with the name and
// the port left out. None of them checks anything.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetYaml, type Member, members } from './fleet.ts';
import { EXECUTABLE, NPM_PACKAGE } from './forms.ts';
import { type Command, type Measured, sideBySide } from './measure.ts';

export interface Peers {
  readonly size: number;
  /** gwc first. */
  readonly runs: readonly Measured[];
}

interface Workplace {
  readonly cwd: string;
  readonly all: readonly Member[];
  /** Output files of an instance: their names and gwc's texts, with `@NAME@`, `@PORT@` where these stand. */
  readonly templates: ReadonlyMap<string, string>;
}

/** Those that are not installed are left out. */
export function peers(size: number, rounds: number): Peers {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  writeFileSync(join(cwd, 'hosts.yaml'), fleetYaml(size));
  const gwc = [...EXECUTABLE, 'build', '--quiet'];
  const options = { cwd, env: { ...process.env, CI: '' } };
  execFileSync(gwc[0]!, gwc.slice(1), options);
  const place: Workplace = { cwd, all: members(size), templates: templatesOf(cwd) };
  const onNothing = <T extends Command>(command: T, out: string) => ({
    ...command,
    before: () => {
      rmSync(join(cwd, out), { recursive: true, force: true });
      command.before?.();
    },
  });
  const own = { cwd, env: { CI: '' } };
  const forms = [
    { name: '`gwc build`', argv: gwc, ...own },
    { name: '`gwc build`, npm package', argv: [...NPM_PACKAGE, 'build', '--quiet'], ...own },
  ].map((form) => onNothing(form, 'out'));
  const installed = (...all: readonly Peer[]) => all.filter(isInstalled).map((peer) => onNothing(peer, peer.out));
  const quick = installed(jinja(place), shell(place), jsonnet(place));
  // It takes so long that rounds tell little.
  const slow = installed(ansible(place));
  const runs = [...sideBySide([...forms, ...quick], rounds), ...sideBySide(slow, 1)];
  for (const { out } of [...quick, ...slow])
    execFileSync('diff', ['-r', '-x', 'gwc.manifest.json', 'out', out], { cwd });
  rmSync(cwd, { recursive: true });
  return { size, runs };
}

interface Peer extends Command {
  readonly out: string;
  /** A command that works where the peer is installed. */
  readonly probe: readonly string[];
}

function isInstalled({ probe: [program, ...args] }: Peer): boolean {
  return spawnSync(program!, args, { stdio: 'ignore' }).status === 0;
}

function templatesOf(cwd: string): ReadonlyMap<string, string> {
  const folder = join(cwd, 'out/host-0/bot-0');
  return new Map(
    readdirSync(folder).map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const open = text.replaceAll('host-0/', '@HOST@/').replaceAll('bot-0', '@NAME@').replaceAll('10000', '@PORT@');
      return [file.replaceAll('bot-0', '@NAME@'), open];
    }),
  );
}

const JINJA = { '@HOST@': '{{ m.host }}', '@NAME@': '{{ m.name }}', '@PORT@': '{{ m.port }}' };

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((filled, [mark, value]) => filled.replaceAll(mark, value), text);
}

function write(cwd: string, path: string, content: string): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

function jinja({ cwd, all, templates }: Workplace): Peer {
  for (const [file, text] of templates) write(cwd, `jinja/${file}`, fill(text, JINJA));
  write(cwd, 'members.json', JSON.stringify(all));
  write(
    cwd,
    'jinja.py',
    `import json, os, jinja2
env = jinja2.Environment(loader=jinja2.FileSystemLoader('jinja'), keep_trailing_newline=True)
templates = {f: env.get_template(f) for f in os.listdir('jinja')}
for m in json.load(open('members.json')):
    folder = f"by-jinja/{m['host']}/{m['name']}"
    os.makedirs(folder, exist_ok=True)
    for f, t in templates.items():
        open(f"{folder}/{f.replace('@NAME@', m['name'])}", 'w').write(t.render(m=m))
`,
  );
  const python = '/usr/bin/python3';
  const probe = [python, '-c', 'import jinja2'];
  return { name: 'Python, jinja2', out: 'by-jinja', cwd, argv: [python, 'jinja.py'], probe };
}

function shell({ cwd, all, templates }: Workplace): Peer {
  for (const [file, text] of templates) write(cwd, `plain/${file}`, text);
  write(cwd, 'members.txt', all.map(({ host, name, port }) => `${host} ${name} ${port}\n`).join(''));
  write(
    cwd,
    'shell.sh',
    `while read -r host name port; do
  mkdir -p "by-shell/$host/$name"
  for f in plain/*; do
    to=\${f#plain/}
    sed -e "s/@HOST@/$host/g" -e "s/@NAME@/$name/g" -e "s/@PORT@/$port/g" "$f" > "by-shell/$host/$name/\${to//@NAME@/$name}"
  done
done < members.txt
`,
  );
  chmodSync(join(cwd, 'shell.sh'), 0o755);
  return { name: 'bash, sed', out: 'by-shell', cwd, argv: ['bash', 'shell.sh'], probe: ['bash', '--version'] };
}

function jsonnet({ cwd, all, templates }: Workplace): Peer {
  const marks = (text: string) => `marks(m, ${JSON.stringify(text)})`;
  // It ends each file with a line feed itself.
  const files = [...templates].map(
    ([file, text]) => `  [m.host + '/' + m.name + '/' + ${marks(file)}]: ${marks(text.replace(/\n$/, ''))},`,
  );
  // It makes no folders of its own.
  const before = () => {
    for (const { host, name } of all) mkdirSync(join(cwd, 'by-jsonnet', host, name), { recursive: true });
  };
  write(
    cwd,
    'fleet.jsonnet',
    `local marks(m, text) = std.strReplace(std.strReplace(std.strReplace(text, '@HOST@', m.host), '@NAME@', m.name), '@PORT@', '' + m.port);
std.foldl(function(all, m) all {
${files.join('\n')}
}, ${JSON.stringify(all)}, {})
`,
  );
  return {
    name: 'jsonnet -m',
    out: 'by-jsonnet',
    cwd,
    argv: ['jsonnet', '-S', '-s', '100000', '-m', 'by-jsonnet', 'fleet.jsonnet'],
    before,
    probe: ['jsonnet', '--version'],
  };
}

function ansible({ cwd, all, templates }: Workplace): Peer {
  for (const [file, text] of templates) write(cwd, `ansible/${file}.j2`, fill(text, JINJA));
  const tasks = [...templates.keys()].map((file) => ({
    'ansible.builtin.template': {
      src: `ansible/${file}.j2`,
      dest: `by-ansible/{{ m.host }}/{{ m.name }}/${fill(file, JINJA)}`,
    },
    loop: all,
    loop_control: { loop_var: 'm' },
  }));
  const folders = {
    'ansible.builtin.file': { path: 'by-ansible/{{ m.host }}/{{ m.name }}', state: 'directory' },
    loop: all,
    loop_control: { loop_var: 'm' },
  };
  const play = [{ hosts: 'localhost', connection: 'local', gather_facts: false, tasks: [folders, ...tasks] }];
  write(cwd, 'play.yml', JSON.stringify(play));
  return {
    name: 'ansible-core templates',
    out: 'by-ansible',
    cwd,
    argv: ['ansible-playbook', '-i', 'localhost,', 'play.yml'],
    probe: ['ansible-playbook', '--version'],
  };
}
