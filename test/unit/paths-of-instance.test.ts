// Which places an instance owns, and the key that each is reported at.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { formatPath } from '../../src/document/json.ts';
import { followsState, instancePaths, modelPath } from '../../src/model/instance-paths.ts';

function pathsOf(keys: string): readonly string[] {
  const { fleet } = validate(`version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: ${keys}
`);
  return instancePaths(fleet.hosts[0]!.instances[0]!).map((path) => {
    const key = formatPath(modelPath(path).slice(4));
    return `${key}: ${path.what} ${path.path}${followsState(path) ? ' follows' : ''}`;
  });
}

const BY_DEFAULT = [
  'stateDir: state folder /home/claw/.openclaw-main',
  'configPath: config file /home/claw/.openclaw-main/openclaw.json follows',
  'workspace: workspace /home/claw/.openclaw-main/workspace follows',
  'logFile: log file /home/claw/.openclaw-main/logs/openclaw.log follows',
  'secretsFile: secrets file /home/claw/.openclaw-main/.env follows',
  'stateDir: `gateway.env` /home/claw/.openclaw-main/gateway.env follows',
];

describe('instancePaths', () => {
  it('has the folders and files of a plain instance', () => {
    expect(pathsOf('{ port: 18789 }')).toEqual(BY_DEFAULT);
  });

  it('knows what no longer follows the state folder', () => {
    expect(pathsOf('{ port: 18789, configPath: ~/gw.json, stateDir: /srv/$(instance) }')).toEqual([
      'stateDir: state folder /srv/main',
      'configPath: config file /home/claw/gw.json',
      'workspace: workspace /srv/main/workspace follows',
      'logFile: log file /srv/main/logs/openclaw.log follows',
      'secretsFile: secrets file /srv/main/.env follows',
      'stateDir: `gateway.env` /srv/main/gateway.env follows',
    ]);
  });

  it.each([
    ['{ port: 1, workingDirectory: $(workspace) }', []],
    ['{ port: 1, workingDirectory: ~/w }', ['workingDirectory: working directory /home/claw/w']],
    [
      '{ port: 1, envFiles: [/a, -~/b] }',
      ['envFiles.0: environment file /a', 'envFiles.1: environment file /home/claw/b'],
    ],
    ['{ port: 1, env: { OPENCLAW_OAUTH_DIR: ~/o } }', ['env.OPENCLAW_OAUTH_DIR: credentials folder /home/claw/o']],
    ['{ port: 1, env: { OPENCLAW_OAUTH_DIR: "" } }', []],
    [
      '{ port: 1, config: { session: { store: " ~/s/{agentId}.json " } } }',
      ['config.session.store: session store /home/claw/s/main.json'],
    ],
    ['{ port: 1, config: { session: { store: s.json } } }', ['config.session.store: session store s.json']],
    [`{ port: 1, env: { D: /d }, config: { worktreeRoot: "\${D}/w" } }`, ['config.worktreeRoot: worktree folder /d/w']],
    [
      `{ port: 1, config: { worktreeRoot: "\${OPENCLAW_STATE_DIR}/w" } }`,
      ['config.worktreeRoot: worktree folder /home/claw/.openclaw-main/w'],
    ],
    [`{ port: 1, config: { worktreeRoot: "\${D}/w" } }`, []],
    ['{ port: 1, config: { worktreeRoot: 5, session: [], agents: { entries: null } } }', []],
    [
      '{ port: 1, config: { agents: { entries: { __proto__: { agentDir: /p } } } } }',
      ['config.agents.entries.__proto__.agentDir: agent folder /p'],
    ],
    [
      '{ port: 1, config: { agents: { list: [{ agentDir: /a }, 1, { workspace: /w }] } } }',
      ['config.agents.list.2.workspace: agent workspace /w', 'config.agents.list.0.agentDir: agent folder /a'],
    ],
  ])('%s', (keys, more) => {
    expect(pathsOf(keys)).toEqual([...BY_DEFAULT, ...more]);
  });
});
