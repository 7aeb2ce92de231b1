// Brings the plugins of hosts.yaml into the state folder, where they aren't there yet. Arguments: PLUGIN… -- COMMAND… gateway …
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');

process.umask(0o077);
const { OPENCLAW_STATE_DIR: state, OPENCLAW_CONFIG_PATH: config } = process.env;
const words = process.argv.slice(2);
const plugins = words.slice(0, words.indexOf('--'));
const [program, ...leading] = words.slice(plugins.length + 1, words.lastIndexOf('gateway'));

const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
// A write that was cut off leaves part of one, and the gateway may write what it likes.
const json = (path) => {
  try {
    return JSON.parse(text(path)) ?? {};
  } catch {
    return {};
  }
};
const names = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

// The package, or the id of what lies in a folder.
const keyOf = (plugin) => /^npm:@?[^@]+/.exec(plugin)?.[0] ?? idOf(`${plugin}/openclaw.plugin.json`);
const idOf = (path) => {
  const { id } = json(path);
  if (typeof id !== 'string') throw new Error(`${path} is missing, or has no id`);
  return id;
};
const versionOf = (plugin) =>
  plugin.startsWith('npm:') ? /.@(\d+\.\d+\.\d+.*)$/.exec(plugin)?.[1] : json(`${plugin}/package.json`).version;
const installed = (key) => {
  const projects = names(`${state}/npm/projects`).map((name) => `${state}/npm/projects/${name}`);
  const folders = key.startsWith('npm:')
    ? projects
        .filter((project) => !existsSync(`${project}/.openclaw-retained-npm-installs`))
        .map((project) => `${project}/node_modules/${key.slice('npm:'.length)}`)
    : [`${state}/extensions/${key}`];
  return folders.find((folder) => existsSync(`${folder}/openclaw.plugin.json`));
};

// What may be a secret, the longest first: none of it gets into the log. Of an address that is what follows the host.
const own = [...text(`${state}/.env`).matchAll(/=(["']?)(.*)\1$/gm)].map(([, , value]) => value);
const isPath = (value) => existsSync(/^\/[^/:]+/.exec(value)?.[0] ?? '');
const secrets = [...Object.values(process.env), ...own]
  .map((value) => value.replace(/^https?:\/\/[^/?#]*\/?/, ''))
  .filter((value) => value.length > 5 && !isPath(value))
  .sort((a, b) => b.length - a.length);
const masked = (said) =>
  secrets.reduce((all, value) => all.replaceAll(value, '***'), said).replace(/\/\/[^/@\s]+@/g, '//***@');

const fail = (reason) => {
  console.error(masked(`plugins: it failed: ${reason}`));
  process.exit(1);
};
process.on('uncaughtException', ({ message }) => fail(message));

// On a copy of the config, which stays gwc's.
const run = (verb, what, ...options) => {
  const copy = `${state}/openclaw.json.plugins`;
  const env = { ...process.env, OPENCLAW_CONFIG_PATH: copy, OPENCLAW_CONFIG_READONLY: '0' };
  let failure;
  console.log(`plugins: ${verb} ${what}`);
  try {
    writeFileSync(copy, readFileSync(config));
    execFileSync(program, [...leading, 'plugins', verb, what, '--force', ...options], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch ({ message, stdout = '', stderr = '' }) {
    failure = `${stdout}${stderr || message}`;
  }
  for (const name of names(state))
    if (name.startsWith('openclaw.json.plugins')) rmSync(`${state}/${name}`, { recursive: true });
  if (failure !== undefined) fail(failure);
};

// Early releases don't have the option.
const consent = () => {
  const help = execFileSync(program, [...leading, 'plugins', 'install', '--help'], { encoding: 'utf8', stdio: 'pipe' });
  return ['--accept-capabilities'].filter((option) => help.includes(option));
};

// Those that this brought, and that may go.
const list = `${state}/gwc-plugins.json`;
const known = new Set([json(list)].flat().filter((key) => typeof key === 'string'));
const wanted = plugins.map(keyOf);
const remember = () => {
  writeFileSync(`${list}.new`, JSON.stringify([...known]));
  renameSync(`${list}.new`, list);
};
for (const key of known) {
  if (wanted.includes(key)) continue;
  if (installed(key)) run('uninstall', key.replace(/^npm:/, ''));
  known.delete(key);
  remember();
}
for (const [index, plugin] of plugins.entries()) {
  const folder = installed(wanted[index]);
  const version = versionOf(plugin);
  if (!folder || (version && json(`${folder}/package.json`).version !== version))
    run('install', plugin, ...consent(), ...(plugin.startsWith('npm:') ? ['--pin'] : []));
  if (known.has(wanted[index])) continue;
  known.add(wanted[index]);
  remember();
}
