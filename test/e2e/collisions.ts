// Set-ups that a rule refuses, built all the same and installed beside a running gateway: they fail as the rule says.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Fleet, Instance } from '../../src/model/fleet.ts';
import { emitFleet } from '../../src/targets/index.ts';
import { shellWord } from '../../src/targets/quoting.ts';
import type { Box } from './box.ts';
import { bootMachine, isHealthy, listeners, mainPid, openclaw, untilHealthy } from './machine.ts';

const FIRST = `version: 1
hosts:
  box-1:
    user: claw
    service: { scope: system }
    config: { gateway: { auth: { mode: none } } }
    instances:
      first: { port: 18789 }
`;

/** What the rule says about a second instance with these keys. */
interface Collision {
  readonly rule: string;
  readonly second: string;
  readonly effect: string;
  /** A line that the second gateway leaves in the journal. */
  readonly journal: RegExp;
}

const COLLISIONS: readonly Collision[] = [
  {
    rule: 'port-unique',
    second: 'same-port: { port: 18789 }',
    effect: 'the second never gets its port',
    journal: /already in use|already listening|EADDRINUSE/,
  },
  {
    rule: 'state-dir-unique',
    second: 'same-state: { port: 20100, stateDir: ~/.openclaw-first, configPath: ~/same-state.json }',
    effect: 'the second refuses to run on a state folder that is in use',
    journal: /state/,
  },
  {
    rule: 'config-path-unique',
    second: 'same-config: { port: 20300, configPath: ~/.openclaw-first/openclaw.json }',
    effect: 'the second refuses to run on a config file that is in use',
    journal: /already running|lock/,
  },
  {
    rule: 'service-owner',
    second: 'twice: { port: 18789, profile: first, stateDir: ~/.openclaw-first, service: { scope: user } }',
    effect: 'two units fight for one gateway, and the second never runs',
    journal: /already/,
  },
];
