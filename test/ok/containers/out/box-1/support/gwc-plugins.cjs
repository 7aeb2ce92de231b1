// Brings the plugins of hosts.yaml into the state folder, where they aren't there yet. Arguments: PLUGIN… -- COMMAND… gateway …
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');

process.umask(0o077);
const { OPENCLAW_STATE_DIR: state, OPENCLAW_CONFIG_PATH: config } = process.env;
const words = process.argv.slice(2);
const plugins = words.slice(0, words.indexOf('--'));
const [program, ...leading] = words.slice(plugins.length + 1, words.lastIndexOf('gateway'));

const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const json = (path, usual = {}) => JSON.parse(text(path) || JSON.stringify(usual));
const names = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

// The package, or the id of what lies in a folder.
const keyOf = (plugin) => /^npm:@?[^@]+/.exec(plugin)?.[0] ?? json(`${plugin}/openclaw.plugin.json`).id;
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

// What may be a secret, the longest first: none of it gets into the log.
const own = [...text(`${state}/.env`).matchAll(/=(["']?)(.*)\1$/gm)].map(([, , value]) => value);
const secrets = [...Object.values(process.env), ...own]
  .filter((value) => value.length > 5 && !/^(\/|https?:)/.test(value))
  .sort((a, b) => b.length - a.length);
const masked = (said) =>
  secrets.reduce((all, value) => all.replaceAll(value, '***'), said).replace(/\/\/[^/@\s]+@/g, '//***@');

// On a copy of the config, which stays gwc's.
const run = (verb, what, ...options) => {
  const copy = `${state}/openclaw.json.plugins`;
  const env = { ...process.env, OPENCLAW_CONFIG_PATH: copy, OPENCLAW_CONFIG_READONLY: '0' };
  console.log(`plugins: ${verb} ${what}`);
  try {
    writeFileSync(copy, readFileSync(config));
    execFileSync(program, [...leading, 'plugins', verb, what, '--force', ...options], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch ({ message, stdout = '', stderr = '' }) {
    console.error(masked(`plugins: it failed: ${stdout}${stderr || message}`));
    process.exitCode = 1;
  }
  for (const name of names(state)) if (name.startsWith('openclaw.json.plugins')) rmSync(`${state}/${name}`);
  if (process.exitCode) process.exit();
};

// Early releases don't have the option.
const consent = () => {
  const help = execFileSync(program, [...leading, 'plugins', 'install', '--help'], { encoding: 'utf8', stdio: 'pipe' });
  return ['--accept-capabilities'].filter((option) => help.includes(option));
};

// Those that this brought, and that may go.
const list = `${state}/gwc-plugins.json`;
const known = new Set(json(list, []));
const wanted = plugins.map(keyOf);
const remember = () => writeFileSync(list, JSON.stringify([...known]));
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
