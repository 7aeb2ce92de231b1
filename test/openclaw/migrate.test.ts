// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OpenClaw's own syntax
// What gwc makes of an older config is what the release's own `doctor --fix` makes of it: recorded by scripts/releases/doctor.mjs.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isList, isMap, type Json, type JsonMap, mapOf } from '../../src/document/json.ts';
import { migrate } from '../../src/openclaw/schema/migrate.ts';

const RELEASE = '2026.9.6';

const recorded = readFileSync('test/openclaw/doctor.jsonl', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): { readonly before: JsonMap; readonly after: JsonMap } => JSON.parse(line));

/** Doctor leaves some maps empty. */
function withoutEmpty(value: Json): Json {
  if (isList(value)) return value.map(withoutEmpty);
  if (!isMap(value)) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(([, inner]) => !isMap(inner) || Object.keys(inner).length > 0);
  return mapOf(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const text = (value: Json) => JSON.stringify(withoutEmpty(value));

/** Where gwc does something else, and why. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ['{"browser":{"ssrfPolicy":{"allowPrivateNetwork":true}}}', 'doctor leaves a name that the release refuses'],
  ['{"browser":{"relayBindHost":"127.0.0.1"}}', 'doctor removes in a later step what no schema knows'],
  [
    '{"channels":{"signal":{"httpHost":"127.0.0.1","httpPort":8080}}}',
    'two keys become a part of an address: left to the author',
  ],
  [
    '{"channels":{"whatsapp":{"ackReaction":{"emoji":"👀","direct":true}}}}',
    'what it said of direct messages would be lost: left to the author',
  ],
  ['{"channels":{"webchat":{"enabled":true}}}', 'the release accepts it'],
  [
    '{"tools":{"web":{"search":{"provider":"brave","apiKey":"${BRAVE_KEY}"}}}}',
    'where a secret goes depends on the provider: left to the author',
  ],
  [
    '{"audio":{"transcription":{"command":["whisper","{{MediaPath}}"],"timeoutSeconds":30}}}',
    'a command becomes a model: left to the author',
  ],
  ['{"ui":{"assistant":{"name":"Claw"}}}', 'doctor drops it; which agent it goes to is left to the author'],
  [
    '{"gateway":{"bind":"0.0.0.0"}}',
    'doctor adds origins of the port that nobody set; gwc’s rules say which are needed',
  ],
  ['{"gateway":{"controlUi":{"dangerouslyDisableDeviceAuth":true}}}', 'the release accepts it'],
  [
    '{"models":{"providers":{"acme":{"baseUrl":"https://models.example.org","contextWindow":100000,"models":[{"id":"a","name":"A"}]}}}}',
    'doctor writes down which model was used without being named',
  ],
]);

describe('an older config', () => {
  it.each(recorded.map(({ before, after }) => [JSON.stringify(before), after, before] as const))(
    '%s',
    (name, after, before) => {
      const { config } = migrate(before, RELEASE);
      expect(text(config) === text(after), DIFFERENT.get(name) ?? text(config)).toBe(!DIFFERENT.has(name));
      expect(migrate(config, RELEASE).steps).toEqual([]);
    },
  );
});
