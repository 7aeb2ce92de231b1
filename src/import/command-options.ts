// Options of a gateway's command → the keys of openclaw.json that say the same.

import { type Json, type JsonMap, mapOf } from '../document/json.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';

export interface CommandOptions {
  readonly config: JsonMap;
  readonly secrets: readonly string[];
  readonly comments: readonly string[];
}

/** Options of the command that openclaw.json has a key for. */
export function commandOptions(options: ReadonlyMap<string, string | true>): CommandOptions {
  const auth: [string, Json][] = [];
  const gateway: [string, Json][] = [];
  const secrets: string[] = [];
  const comments: string[] = [];
  for (const [name, value] of options) {
    if (name === 'bind') gateway.push(['bind', value]);
    else if (name === 'tailscale') gateway.push(['tailscale', mapOf([['mode', value]])]);
    else if (name === 'auth') auth.push(['mode', value]);
    else if (name === 'token' || name === 'password') {
      const variable = name === 'token' ? TOKEN_VARIABLE : PASSWORD_VARIABLE;
      auth.push([name, `\${${variable}}`]);
      secrets.push(variable);
    } else comments.push(`the command's option --${name} has no place here and is left out`);
  }
  if (auth.length > 0) gateway.push(['auth', mapOf(auth)]);
  return { config: mapOf(gateway.length > 0 ? [['gateway', mapOf(gateway)]] : []), secrets, comments };
}
