// What is wrong with the names and types of an instance's raw launchd keys.

import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { describe } from '../document/describe.ts';
import { isList, isMap, type Json } from '../document/json.ts';
import { LAUNCHD_KEYS, type PlistType } from '../launchd/keys.ts';
import type { Instance } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

export function* launchdKeys({ path, service }: Instance): Generator<Finding> {
  for (const [key, value] of Object.entries(service.launchd)) {
    const at = [...path, 'service', 'launchd', key];
    const types = Object.hasOwn(LAUNCHD_KEYS, key) ? LAUNCHD_KEYS[key] : undefined;
    const shown = JSON.stringify(key).slice(1, -1);
    if (types === undefined) {
      const suggestions = suggest(key, Object.keys(LAUNCHD_KEYS));
      yield { at, part: 'key', message: `launchd has no key \`${shown}\`${didYouMean(suggestions)}`, suggestions };
    } else if (value !== null && !types.some((type) => IS_OF_TYPE[type](value))) {
      const isMixed = isList(value) && types.includes('array of strings');
      const found = isMixed ? 'a list with other values in it' : describe(value, at);
      const message = `\`${shown}\` must be ${types.map((type) => PHRASE[type]).join(' or ')}, not ${found}`;
      yield { at, message, suggestions: unquoted(value, types) };
    } else if (isList(value) && value.includes(null)) {
      yield { at, message: `\`${shown}\` holds null, which a property list can't` };
    }
  }
}

const IS_OF_TYPE: Readonly<Record<PlistType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  dictionary: isMap,
  array: isList,
  'array of strings': (value) => isList(value) && value.every((item) => typeof item === 'string'),
};

const PHRASE: Readonly<Record<PlistType, string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'a boolean',
  dictionary: 'a map',
  array: 'a list',
  'array of strings': 'a list of strings',
};

/** What was meant by a number or a boolean in quotes, or by a `yes`, which YAML 1.2 reads as a string. */
function unquoted(value: Json, types: readonly PlistType[]): readonly string[] {
  if (typeof value !== 'string') return [];
  if (types.includes('integer') && /^\d+$/.test(value)) return [value];
  const isBoolean = types.includes('boolean') && /^(true|yes|on|false|no|off)$/i.test(value);
  return isBoolean ? [/^(true|yes|on)$/i.test(value) ? 'true' : 'false'] : [];
}
