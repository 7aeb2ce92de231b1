// OpenClaw 2026.3.13 can't print its schema. What is known of it here: where it differs from the releases that came after.
// Source: the package openclaw@2026.3.13, src/config/zod-schema.

import type { RootSchema } from './json-schema.ts';

export const EARLY_RELEASE = '2026.3.13';

const SECTIONS: readonly string[] = [
  '$schema',
  'acp',
  'approvals',
  'audio',
  'auth',
  'bindings',
  'broadcast',
  'canvasHost',
  'channels',
  'cli',
  'commands',
  'cron',
  'diagnostics',
  'discovery',
  'env',
  'hooks',
  'logging',
  'media',
  'memory',
  'messages',
  'meta',
  'models',
  'nodeHost',
  'plugins',
  'secrets',
  'session',
  'skills',
  'talk',
  'tools',
  'ui',
  'update',
  'web',
  'wizard',
];

/** Below the top, keys that aren't named are let through. */
export const EARLY_SCHEMA: RootSchema = {
  type: 'object',
  properties: {
    ...Object.fromEntries(SECTIONS.map((name) => [name, true])),
    agents: {
      type: 'object',
      properties: {
        defaults: { type: 'object' },
        list: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
      },
      additionalProperties: false,
    },
    browser: {
      type: 'object',
      properties: {
        profiles: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            properties: { color: { type: 'string', pattern: '^#?[0-9a-fA-F]{6}$' } },
            required: ['color'],
          },
        },
      },
    },
    gateway: {
      type: 'object',
      properties: {
        reload: { type: 'object', properties: { mode: { enum: ['off', 'restart', 'hot', 'hybrid'] } } },
      },
    },
  },
  additionalProperties: false,
};
