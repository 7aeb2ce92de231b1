// Why gwc refuses examples of OpenClaw's documentation that the real program accepts. documentation-refusals.txt lists them.

import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

export interface RefusalKind {
  readonly why: string;
  readonly isOfKind: (finding: Pick<Diagnostic, 'code' | 'path' | 'message'>) => boolean;
}

export const REFUSAL_KINDS: readonly RefusalKind[] = [
  {
    why: 'a sample stands where a secret belongs: hosts.yaml takes a reference alone',
    isOfKind: ({ code, message }) => code === 'secret-inline' && message.includes('is in plain text'),
  },
  {
    why: 'a key of hosts.yaml decides it: `port`, `workspace`, `logFile`',
    isOfKind: ({ code, message }) => code === 'managed-key' && message.includes(' comes from '),
  },
  {
    why: 'it is for a client of a gateway elsewhere: a gateway does not start in mode `remote`',
    isOfKind: ({ code, path }) => code === 'managed-key' && path === 'gateway.mode',
  },
  {
    why: 'a part of a config whose rest the page has elsewhere: without it the gateway refuses to start',
    isOfKind: ({ code, message }) =>
      code === 'bind-auth' && /`trusted-proxy` needs the proxy's address|has no password/.test(message),
  },
  {
    why: 'a part of a config whose `secrets.providers` the page has elsewhere: without them the reference is to nothing',
    isOfKind: ({ code, message }) => code === 'secret-inline' && message.includes("isn't declared"),
  },
  {
    why: 'the token comes from the environment, which the page does not say: without one nobody can connect',
    isOfKind: ({ code, message }) => code === 'bind-auth' && message.includes('there is no token'),
  },
];
