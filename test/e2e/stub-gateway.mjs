#!/usr/bin/node
// A stub of OpenClaw for tests where the gateway itself isn't the point. To systemd, curl and gwc it behaves like the real
// one (2026.9.6), and serves in 50 ms: it refuses a config that the real one would refuse for its shape or a variable
// without a value, answers the probes, applies a changed openclaw.json without a restart, keeps the environment that it was
// started with, logs to `logging.file` and writes into its state folder. GET /stub/config: the config as applied last.
// STUB_STARTING in its environment: for so many milliseconds it answers /healthz, and is still starting.

import { appendFileSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

const VERSION = '2026.9.6';
/** What the real one exits with where a restart can't help. */
const EX_CONFIG = 78;

const [command] = process.argv.slice(2);
if (command === '--version') {
  console.log(`OpenClaw ${VERSION} (stub)`);
  process.exit();
}
if (command !== 'gateway') {
  console.log('{}');
  process.exit();
}

const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const { OPENCLAW_CONFIG_PATH: configPath, OPENCLAW_STATE_DIR: stateDir } = process.env;
const startedAt = Date.now();
let text = readFileSync(configPath, 'utf8');
let config = parsed(text);
const { enabled: hasTls = false, certPath } = config.gateway.tls ?? {};
if (hasTls && !existsSync(certPath)) refuse(`gateway tls: failed to load cert/key (ENOENT: ${certPath})`, 1);

mkdirSync(`${stateDir}/state`, { recursive: true });
writeFileSync(`${stateDir}/state/stub.json`, JSON.stringify({ port }));
mkdirSync(dirname(config.logging.file), { recursive: true });

const uptimeMs = () => Date.now() - startedAt;
const PENDING = 'startup-sidecars';
const isStarting = () => uptimeMs() < Number(process.env.STUB_STARTING ?? 0);
const startup = () =>
  isStarting() ? { ok: false, status: 'starting', pendingReason: PENDING } : { ok: true, status: 'started' };
const PROBES = {
  '/healthz': () => ({ ok: true, status: 'live' }),
  '/startupz': () => ({ ...startup(), version: VERSION, uptimeMs: uptimeMs() }),
  '/readyz': () => ({ ready: !isStarting(), failing: isStarting() ? [PENDING] : [], uptimeMs: uptimeMs() }),
  '/stub/config': () => config,
};
createServer((request, response) => {
  const body = PROBES[request.url]?.();
  // Other paths are the Control UI's.
  response.writeHead(body?.ok === false || body?.ready === false ? 503 : 200, {
    'content-type': body ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
  });
  response.end(body ? JSON.stringify(body) : '<!doctype html>');
})
  .on('error', (error) => refuse(error.message, 1))
  .listen(port, '127.0.0.1', () => log(`http server listening (port ${port})`));

// The folder, since the file is renamed over.
watch(dirname(configPath), () => {
  const now = read();
  if (now === undefined || now === text) return;
  text = now;
  log('config change detected; evaluating reload');
  try {
    config = parse(now);
    log('config hot reload applied');
  } catch (error) {
    log(`config reload skipped (invalid config): ${error.message}`);
  }
});
process.on('SIGTERM', () => process.exit(0));

function read() {
  try {
    return readFileSync(configPath, 'utf8');
  } catch {
    return undefined;
  }
}

/** Of JSON5 the comments at the end, as people add them. */
function parse(source) {
  const value = JSON.parse(source.replace(/^\s*\/\/.*$/gm, ''));
  if (value.gateway?.mode !== 'local') throw new Error('gateway.mode must be "local"');
  for (const [, name] of source.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)\}/g)) {
    if (!process.env[name]) throw new Error(`missing environment variable ${name}`);
  }
  return value;
}

function parsed(source) {
  try {
    return parse(source);
  } catch (error) {
    refuse(error.message, EX_CONFIG);
  }
}

function refuse(reason, code) {
  console.error(reason);
  process.exit(code);
}

function log(message) {
  const line = { message, time: new Date().toISOString(), port };
  appendFileSync(config.logging.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}
