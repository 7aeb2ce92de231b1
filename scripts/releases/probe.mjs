// @ts-nocheck: it runs on a newer Node.js than the types that are installed here describe.
// Run by OpenClaw's own node: node probe.mjs <package folder> <home> <file of configs, a JSON a line> <until when it may judge
// them, in milliseconds> > answers, as JSON.
// What a release's own functions answer. A bundle exports few of them, under names that differ from build to build, so each is
// looked for by its name and its source file, and the module that has it is loaded with that export added.

import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes, syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [folder, home, configs, until] = process.argv.slice(2);
const dist = join(folder, 'dist');
/** Early releases bring their plugins as they were written. */
const plugins = join(folder, 'extensions');
const DIST_URL = `${pathToFileURL(dist).href}/`;
const stateDir = join(home, 'state');
const configPath = join(stateDir, 'openclaw.json');
const NPM = join(dirname(process.execPath), 'npm');
mkdirSync(stateDir, { recursive: true });
Object.assign(process.env, { HOME: home, OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath });
// What the program logs would stand among the answers.
console.log = console.info = console.warn = console.debug = console.error;

const CODE = /\.m?js$/;
/** They run the program when they are loaded. */
const PROGRAMS = /^(?:entry|index|extensionAPI|run-main|cli|worker|.*[.-]worker)(?:\.|$|\/)/;
const QUERY = '?with-export=';

registerHooks({
  // What the package's own chunks import of each other needs no look into its large package.json, each time half a millisecond.
  resolve(specifier, context, next) {
    const parent = context.parentURL ?? '';
    if (isWritten(parent) && /^\.{1,2}\/.*\.js$/.test(specifier)) return next(specifier.replace(/js$/, 'ts'), context);
    if (!/^\.\/[^/]+\.m?js$/.test(specifier) || !parent.startsWith(DIST_URL)) return next(specifier, context);
    const { href } = new URL(specifier, parent);
    const isChunk = dirname(fileURLToPath(href)) === dist && existsSync(fileURLToPath(href));
    return isChunk ? { url: href, format: 'module', shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    const at = url.indexOf(QUERY);
    const name = at === -1 ? undefined : url.slice(at + QUERY.length);
    const path = url.startsWith('file:') ? fileURLToPath(name === undefined ? url : url.slice(0, at)) : '';
    if (/\/jiti\/lib\/jiti\.[cm]js$/.test(path)) {
      const format = path.endsWith('.cjs') ? 'commonjs' : 'module';
      return { format, shortCircuit: true, source: nativeFirst(readFileSync(path, 'utf8')) };
    }
    if (isWritten(url)) {
      const source = stripTypeScriptTypes(readFileSync(path, 'utf8'), { mode: 'transform' });
      return {
        format: 'module',
        shortCircuit: true,
        source: `${source}\n${name ? `export { ${name} as probed };` : ''}`,
      };
    }
    const isOwn = path.startsWith(dist) && context.format !== 'commonjs' && CODE.test(path);
    const source = isOwn ? readFileSync(path, 'utf8') : '';
    const wanted = name === undefined ? '' : `\nexport { ${name} as probed };`;
    const quick = quickened(source);
    if (wanted === '' && quick === source) return next(url, context);
    return { format: 'module', shortCircuit: true, source: quick + wanted };
  },
});

function isWritten(url) {
  return url.startsWith(`${pathToFileURL(plugins).href}/`) && /\.ts(?:\?|$)/.test(url);
}

// Some releases put each module of a channel through a compiler, seconds each, although Node.js loads it as it is, which later releases do.
function nativeFirst(source) {
  const own = /^(export )?function createJiti\(/m;
  return `${source.replace(own, 'function compiling(')}
    ${own.exec(source)[1] ?? ''}function createJiti(id, options = {}) {
      const native = compiling(id, { interopDefault: options.interopDefault, tryNative: true });
      let compiler;
      const load = (path, ...more) => {
        try {
          if (/\\.[cm]?js$/.test(path)) return native(path, ...more);
        } catch {}
        return globalThis.onlyOnce(path, () => (compiler ??= compiling(id, options))(path, ...more));
      };
      return Object.assign(load, native);
    }`;
}

/** What a module needs may not be there: then it fails each time, after seconds. */
const attempts = new Map();
globalThis.onlyOnce = (path, load) => {
  if (!attempts.has(path)) attempts.set(path, outcome(load));
  return attempts.get(path)();
};

// For each config most releases search and read all of their plugins again, a quarter of a second long. The package stays as it is while
// it is asked, so they find it as they found it.
const REPEATED = [
  'discoverOpenClawPlugins',
  'loadPluginManifest',
  'loadPluginMetadataSnapshot',
  'readPackageNameSync',
  'resolvePluginMetadataSnapshot',
  'safeHashFile',
];

/**
 * What no answer needs, with what stands in its place: advice on old keys beside the verdict, how a form shows a secret, which of the
 * plugins a config is about, so that the list of all of them serves every config, and an installation of what plugins run with, minutes long.
 */
const NEEDLESS = {
  collectInvalidConfigLegacyIssues: 'return [];',
  mapSensitivePaths: 'return arguments[2] ?? {};',
  createConfigValidationMetadataPluginIdScope: '',
  ensureBundledPluginRuntimeDeps: 'return { installedSpecs: [], retainSpecs: [] };',
  prepareBundledPluginRuntimeRoot: 'const [{ pluginRoot, modulePath }] = arguments; return { pluginRoot, modulePath };',
};

function quickened(source) {
  const before = (text, name, make) =>
    text.includes(`function ${name}(`) ? text.replace(new RegExp(`^(async )?function ${name}\\(`, 'm'), make) : text;
  const repeated = REPEATED.reduce(
    (text, name) =>
      before(
        text,
        name,
        `function ${name}(...given) { return globalThis.remembered(first_${name}, given); }\nfunction first_${name}(`,
      ),
    source,
  );
  return Object.entries(NEEDLESS).reduce(
    (text, [name, body]) =>
      before(text, name, (_, async = '') => `${async}function ${name}() { ${body} }\n${async}function first_${name}(`),
    repeated,
  );
}

const answered = new Map();
/** By its arguments, without the environment, which is always the same, and the program's own notes. */
globalThis.remembered = (call, given) => {
  const rest = JSON.stringify(given, (name, value) => {
    if (name === 'env' || value instanceof Map) return undefined;
    return name === 'config' && value instanceof Object ? choiceOfPlugins(value) : value;
  });
  const key = `${call.name} ${rest}`;
  if (!answered.has(key)) answered.set(key, call(...given));
  return answered.get(key);
};

/** All that the manifests which are found hang on: neither the settings of a plugin or channel nor whether it is on. */
function choiceOfPlugins({ plugins = {} }) {
  return { ...plugins, entries: undefined };
}

for (const name of ['existsSync', 'statSync', 'lstatSync', 'realpathSync']) fs[name] = rememberedPaths(fs[name]);
syncBuiltinESMExports();

function rememberedPaths(call) {
  const known = new Map();
  const ask = (path, ...options) => {
    if (typeof path !== 'string' || !path.startsWith(folder)) return call(path, ...options);
    const key = `${path} ${JSON.stringify(options)}`;
    if (!known.has(key))
      known.set(
        key,
        outcome(() => call(path, ...options)),
      );
    return known.get(key)();
  };
  return Object.assign(ask, call);
}

function outcome(call) {
  try {
    const value = call();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const sources = new Map(
  readdirSync(dist, { recursive: true })
    .filter((name) => CODE.test(name) && !PROGRAMS.test(name) && !/(?:^|\/)node_modules\//.test(name))
    .map((name) => [name, readFileSync(join(dist, name), 'utf8')]),
);

const pluginSources = new Map(
  (existsSync(plugins) ? readdirSync(plugins, { recursive: true }) : [])
    .filter((name) => /^[^/]+\/(?:src\/)?\w[\w-]*\.ts$/.test(name))
    .map((name) => [join('../extensions', name), readFileSync(join(plugins, name), 'utf8')]),
);

/**
 * Where a function or constant stands: in the chunk that says it holds the source file, else in any. Of several one that doesn't run the
 * program, and the smallest, which pulls in least.
 */
function locate(source, name) {
  const own = new RegExp(`^(?:export )?(?:(?:async )?function|const) (${name}(?:\\$\\d+)?)(?:\\(| = )`, 'gm');
  const found = [...sources, ...pluginSources]
    .flatMap(([file, text]) => {
      if (!text.includes(name)) return [];
      const names = [...text.matchAll(own)].map(([, found]) => found);
      if (names.length === 0) return [];
      const isSource = [source]
        .flat()
        .some(
          (one) =>
            file === `${one}.js` ||
            file === `../extensions/${one}.ts` ||
            text.includes(`//#region src/${one}.ts`) ||
            text.includes(`//#region extensions/${one}.ts`),
        );
      const local = names.includes(name) ? name : names[0];
      return [{ file, name: local, isSource, isProgram: importsProgram(text), size: text.length }];
    })
    .sort((a, b) => b.isSource - a.isSource || a.isProgram - b.isProgram || a.size - b.size);
  if (found.length === 0) throw new Absent(`there is no ${name}`);
  return found[0];
}

class Absent extends Error {}

function importsProgram(text) {
  return [...text.matchAll(/^import (?:.* from )?"\.\/([^"]+)"/gm)].some(([, file]) => PROGRAMS.test(file));
}

async function lookUp(source, name) {
  const { file, name: local } = locate(source, name);
  const url = pathToFileURL(join(dist, file)).href;
  const text = sources.get(file) ?? pluginSources.get(file);
  const isExported = new RegExp(`^export (?:(?:async )?function|const) ${local}\\b`, 'm').test(text);
  const loaded = await import(isExported ? url : `${url}${QUERY}${local}`);
  return { call: isExported ? loaded[local] : loaded.probed, file };
}

const answers = {};
/** One answer with how it was got, or why there is none; `isAbsent`: the release has none of these functions. */
async function answer(key, source, names, ask) {
  const started = Date.now();
  let problem = '';
  let isAbsent = true;
  for (const name of [names].flat()) {
    try {
      const { call, file } = await lookUp(source, name);
      answers[key] = {
        value: await ask(call),
        by: `${name}() of ${[source].flat().join(' or ')}`,
        file,
        ms: Date.now() - started,
      };
      return;
    } catch (error) {
      problem += `${name}: ${String(error?.message ?? error).split('\n')[0]}; `;
      isAbsent &&= error instanceof Absent;
    }
  }
  answers[key] = { problem, isAbsent };
}

const BASES = [20000, 65425, 65426, 65530];
const PROFILES = [undefined, 'default', 'Default', 'rescue', 'Main', 'work-1'];
const HOME = '/home/claw';
const envOf = (profile) => ({
  HOME,
  OPENCLAW_STATE_DIR: `${HOME}/state`,
  OPENCLAW_CONFIG_PATH: `${HOME}/state/openclaw.json`,
  ...(profile === undefined ? {} : { OPENCLAW_PROFILE: profile }),
});
const plainEnv = (profile) => ({ HOME, ...(profile === undefined ? {} : { OPENCLAW_PROFILE: profile }) });
const byProfile = (ask) => Object.fromEntries(PROFILES.map((profile) => [String(profile), ask(profile)]));

// Before a plugin is loaded, so without its rules: whether those that a config asks for are loaded isn't known.
await answer('reload', 'gateway/config-reload-plan', 'listConfigReloadRefinementPrefixes', async (list) => {
  const { call: metadataOf } = await lookUp('gateway/config-reload-plan', 'resolveConfigReloadMetadata');
  const prefixes = list();
  if (prefixes.length === 0) throw new Absent('it lists those of plugins alone');
  return Object.fromEntries(prefixes.map((prefix) => [prefix, metadataOf(prefix).kind]));
});
await answer('control', 'config/port-defaults', 'deriveDefaultBrowserControlPort', (control) =>
  BASES.map((base) => control(base)),
);
await answer('canvas', 'config/port-defaults', 'deriveDefaultCanvasHostPort', (derive) =>
  BASES.map((base) => derive(base)),
);
await answer('bridge', 'config/port-defaults', 'deriveDefaultBridgePort', (derive) =>
  BASES.map((base) => derive(base)),
);
await answer('sandbox', 'gateway/sandbox-host', ['resolveSandboxHostPort', 'resolveMcpAppSandboxPort'], (resolve) =>
  BASES.map((base) => resolve(base)),
);
await answer('cdp', 'config/port-defaults', 'deriveDefaultBrowserCdpPortRange', (range) =>
  BASES.map((base) => range(base + 2)).map(({ start, end }) => [start, end]),
);
for (const [key, base] of [
  ['browser', 20000],
  ['browserHigh', 65426],
]) {
  await answer(key, 'browser/config', 'resolveBrowserConfig', (resolve) => {
    const config = { enabled: true, profiles: { relay: { driver: 'extension', color: '#112233' } } };
    const {
      profiles,
      controlPort,
      cdpPortRangeStart,
      cdpPortRangeEnd,
      extensionRelayPorts,
      extensionRelayDefaultPort,
    } = resolve(config, { gateway: { port: base }, browser: config });
    return {
      controlPort,
      cdpPortRangeStart,
      cdpPortRangeEnd,
      extensionRelayPorts,
      extensionRelayDefaultPort,
      profiles,
    };
  });
}
await answer('gatewayPort', 'config/paths', 'resolveGatewayPort', (resolve) =>
  byProfile((profile) => resolve({}, plainEnv(profile))),
);
await answer('unitName', 'daemon/constants', 'resolveGatewaySystemdServiceName', (name) =>
  byProfile((profile) => name(profile)),
);
await answer('label', 'daemon/constants', 'resolveGatewayLaunchAgentLabel', (name) =>
  byProfile((profile) => name(profile)),
);
await answer('description', 'daemon/constants', 'formatGatewayServiceDescription', (format) =>
  byProfile((profile) => {
    try {
      return format({ profile });
    } catch {
      return format(profile);
    }
  }),
);
await answer('stateDir', 'config/paths', 'resolveStateDir', (resolve) =>
  byProfile((profile) => resolve(plainEnv(profile), () => HOME)),
);
await answer(
  'workspace',
  ['agents/workspace-default', 'agents/workspace'],
  'resolveDefaultAgentWorkspaceDir',
  (resolve) => ({
    plain: byProfile((profile) => resolve(plainEnv(profile), () => HOME)),
    withStateDir: byProfile((profile) => resolve(envOf(profile), () => HOME)),
  }),
);
await answer('log', 'logging/log-file-path', 'resolveDefaultRollingLogFile', (resolve) =>
  byProfile((profile) => resolve({ env: plainEnv(profile), date: new Date(2026, 0, 2), logDir: '/tmp/openclaw' })),
);
await answer('launchdLogs', 'daemon/restart-logs', 'resolveGatewaySupervisorLogPaths', (resolve) =>
  byProfile((profile) => resolve(envOf(profile), { platform: 'darwin' })),
);
await answer('gatewayLogs', 'daemon/restart-logs', 'resolveGatewayLogPaths', (resolve) =>
  byProfile((profile) => resolve(envOf(profile))),
);
/** By the scope of a sandbox what its container is named by, for an agent with one workspace and with another. */
await answer('sandboxKeys', 'agents/sandbox/shared', 'resolveSandboxScopeKey', (key) =>
  Object.fromEntries(
    ['agent', 'session', 'shared'].map((scope) => [
      scope,
      ['/srv/one', '/srv/two'].map((workspace) => key(scope, 'agent:main:main', workspace)),
    ]),
  ),
);
// Where it keeps what no key of a config moves elsewhere.
const placed = (path) => path.replace(stateDir, `${HOME}/state`).replace(home, HOME);
await answer(
  'stores.exec-approvals',
  ['infra/exec-approvals', 'infra/exec-approvals-config'],
  'resolveExecApprovalsPath',
  (resolve) => placed(resolve(process.env)),
);
await answer('stores.memory-lancedb', 'memory-lancedb/config', 'DEFAULT_DB_PATH', placed);
await answer('stores.memory-wiki', 'memory-wiki/src/config', 'resolveMemoryWikiConfig', (resolve) =>
  placed(resolve(undefined, { homedir: home, env: process.env }).vault.path),
);
await answer(
  'stores.voice-call',
  ['voice-call/src/store-path', 'voice-call/src/manager'],
  ['resolveDefaultVoiceCallStoreDir', 'resolveDefaultStoreBase'],
  // The one takes the environment, the other a config, of which it reads `store` alone.
  (resolve) => placed(resolve({ ...process.env })),
);
const PROGRAM = ['/usr/bin/openclaw', 'gateway', '--port', '20000'];
const UNIT = { description: 'D', programArguments: PROGRAM, workingDirectory: '/srv', environment: {} };
await answer('unit', 'daemon/systemd-unit', 'buildSystemdUnit', (build) => build(UNIT));
await answer('plist', 'daemon/launchd-plist', 'buildLaunchAgentPlist', (build) =>
  build({ ...UNIT, label: 'L', comment: 'D', stdoutPath: '/srv/out', stderrPath: '/srv/err' }),
);
for (const platform of ['linux', 'darwin']) {
  await answer(`environment.${platform}`, 'daemon/service-env', 'buildServiceEnvironment', (build) =>
    build({ env: envOf('rescue'), port: 20000, platform, execPath: '/usr/bin/node', runtime: 'node' }),
  );
  await answer(`path.${platform}`, 'daemon/service-env', 'getMinimalServicePathPartsFromEnv', (parts) =>
    parts({ env: { HOME }, platform, existsSync: () => false, cwd: '/' }),
  );
}

/** What its source text says; `regions` is the text of the files that few other answers cover. */
const texts = [...sources.values()];
const says = (part) => texts.some((text) => text.includes(part));
answers.package = {
  value: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).engines ?? {},
  by: 'package.json',
};
answers.says = {
  value: Object.fromEntries(
    [
      'OPENCLAW_CONFIG_READONLY',
      'OPENCLAW_SERVICE_REPAIR_POLICY',
      '/startupz',
      '/readyz',
      'trusted-proxy and token auth are mutually exclusive',
      'allowLoopback',
      'non-loopback Control UI requires gateway.controlUi.allowedOrigins',
      'dangerouslyAllowHostHeaderOriginFallback',
      'private-same-origin',
      '--accept-capabilities',
      'CLAWDBOT_STATE_DIR',
    ].map((part) => [part, says(part)]),
  ),
  by: 'source text',
};
answers.variables = { value: variablesRead(), by: 'source text' };
answers.channels = { value: bundledChannels(), by: 'openclaw.plugin.json of its extensions' };
answers.extensions = { value: extensionNames(), by: 'extensions' };
answers['plugins.bundled'] = { value: bundledPlugins(), by: 'openclaw.plugin.json of its extensions' };
const CATALOG = 'plugins/official-external-plugin-catalog';
await answer('plugins.packages', CATALOG, 'listOfficialExternalPluginCatalogEntries', async (list) => {
  const { call: idOf } = await lookUp(CATALOG, 'resolveOfficialExternalPluginId');
  const { call: installOf } = await lookUp(CATALOG, 'resolveOfficialExternalPluginInstall');
  return list().flatMap((entry) => {
    const spec = installOf(entry)?.npmSpec;
    return spec === undefined ? [] : [{ plugin: idOf(entry), channel: entry.openclaw?.channel?.id, spec }];
  });
});
// What a start asks npm for where the package of a channel isn't there; earlier releases leave that to `doctor` and `update`.
const preflight = Object.values(regions(/^commands\/doctor-config-preflight/));
answers['plugins.start'] = {
  value: preflight.some((text) => text.includes('runPostCorePluginConvergence(')),
  by: 'source text of commands/doctor-config-preflight',
};
await answer(
  'plugins.own',
  ['missing-configured-plugin-install.targets', 'missing-configured-plugin-install'].map(
    (name) => `commands/doctor/shared/${name}`,
  ),
  'resolveRecordedInstallCandidate',
  (resolve) => {
    const { plugin, spec } = answers['plugins.packages'].value.find(({ spec }) => spec.startsWith('@openclaw/'));
    const candidate = { pluginId: plugin, npmSpec: spec, trustedSourceLinkedOfficialInstall: true };
    return resolve({ candidate }).versionBoundToOpenClaw === true;
  },
);
answers.regions = {
  value: regions(
    /^(?:daemon\/launchd[\w-]*|gateway\/server-runtime-config|gateway\/origin-check|gateway\/auth|gateway\/net|daemon\/program-args|config\/port-defaults)$/,
  ),
};

/** The names that the package's own code, libraries bundled into it included, reads or speaks of. */
function variablesRead() {
  const read = /\b(?:process\.env|\w*[eE]nv)(?:\??\.([A-Z][A-Z0-9_]+)\b|(?:\?\.)?\[["']([A-Z][A-Z0-9_]+)["']\])/g;
  const named = /["'`]((?:OPENCLAW|CLAWDBOT|MOLTBOT|PI)_[A-Z0-9_]*[A-Z0-9])["'`]/g;
  const names = new Set();
  for (const file of codeFiles(folder)) {
    const text = readFileSync(file, 'utf8');
    for (const [, member, index] of text.matchAll(read)) names.add(member ?? index);
    for (const [, name] of text.matchAll(named)) names.add(name);
  }
  return [...names].sort();
}

function codeFiles(inside) {
  return readdirSync(inside, { withFileTypes: true }).flatMap((entry) => {
    const path = join(inside, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : codeFiles(path);
    return /(?<!\.d|\.test)\.(?:[cm]?js|ts)$/.test(entry.name) ? [path] : [];
  });
}

function extensionFolders() {
  return ['dist/extensions', 'extensions'].map((name) => join(folder, name)).filter((path) => existsSync(path));
}

function extensionNames() {
  return [...new Set(extensionFolders().flatMap((path) => readdirSync(path)))].sort();
}

function manifests() {
  const files = extensionFolders().flatMap((path) =>
    readdirSync(path).map((name) => join(path, name, 'openclaw.plugin.json')),
  );
  return files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

function bundledPlugins() {
  return [...new Set(manifests().map(({ id }) => id))].sort();
}

function bundledChannels() {
  return [...new Set(manifests().flatMap(({ channels = [] }) => channels))].sort();
}

function regions(wanted) {
  const found = {};
  for (const [file, text] of sources) {
    const plain = file.replace(CODE, '');
    if (wanted.test(plain)) found[plain] = text;
    for (const [, name, body] of text.matchAll(/^\/\/#region src\/(\S+)\.ts\n([\s\S]*?)^\/\/#endregion/gm)) {
      if (wanted.test(name)) found[name] ??= body;
    }
  }
  return found;
}

// What it refuses to start with.
const STARTS = {
  proxyWithToken: {
    bind: 'lan',
    trustedProxies: ['10.0.0.1'],
    controlUi: { enabled: false },
    auth: { mode: 'trusted-proxy', token: 'x', trustedProxy: { userHeader: 'x-user' } },
  },
  openBind: { bind: 'lan', auth: { mode: 'none' }, controlUi: { enabled: false } },
  funnelWithToken: { bind: 'loopback', auth: { mode: 'token', token: 'x' }, tailscale: { mode: 'funnel' } },
};
for (const [key, gateway] of Object.entries(STARTS)) {
  await answer(`start.${key}`, 'gateway/server-runtime-config', 'resolveGatewayRuntimeConfig', async (resolve) => {
    try {
      await resolve({
        cfg: { gateway: { mode: 'local', ...gateway } },
        port: 20000,
        host: gateway.bind === 'lan' ? '0.0.0.0' : '127.0.0.1',
      });
      return '';
    } catch (error) {
      return String(error.message).split('\n')[0];
    }
  });
}

// Its schema, with the channels' and plugins' parts that it has.
await answer(
  'schema',
  'config/runtime-schema',
  'readBestEffortRuntimeConfigSchema',
  async (read) => (await read()).schema,
);
if (answers.schema.problem) {
  // It can't print one: from what its own reader checks by, and the plugins' own schemas.
  await answer('schema', 'config/schema', 'buildConfigSchema', async (build) => {
    const { call: reader } = await lookUp('config/zod-schema', 'OpenClawSchema');
    const plugins = manifests().map(({ id, configSchema }) => ({ id, configSchema }));
    const { schema } = build({ plugins, channels: [] });
    const own = reader.toJSONSchema({ target: 'draft-07', unrepresentable: 'any' });
    return { ...own, properties: { ...own.properties, plugins: schema.properties.plugins } };
  });
}

// Before they judge a config, some releases install what its channels need, minutes for each. The npm beside the node comes first.
writeFileSync(NPM, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
await answer('verdicts', 'config/io', 'createConfigIO', async (createConfigIO) => {
  const finish = await lookUp('cli/config-cli-validation', 'finishConfigValidationForCli').catch(() => undefined);
  const verdicts = [];
  for (const line of readFileSync(configs, 'utf8').split('\n')) {
    if (Date.now() > until) break;
    writeFileSync(configPath, line);
    const io = createConfigIO({ observe: false });
    const read = io.readConfigFileSnapshotWithPluginMetadata
      ? await io.readConfigFileSnapshotWithPluginMetadata({ prepareValidation: 'strict' })
      : await io.readConfigFileSnapshot();
    const { valid, issues, warnings = [] } = finish ? await finish.call(read) : (read.snapshot ?? read);
    const pairs = (list) => list.map(({ path, message }) => [path, message]);
    verdicts.push({ valid, issues: valid ? [] : pairs(issues), warnings: pairs(warnings) });
  }
  return verdicts;
});

rmSync(NPM);

process.stdout.write(JSON.stringify(answers), () => process.exit());
