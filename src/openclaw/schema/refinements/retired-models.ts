// Models that their provider has shut down: OpenClaw 2026.9 refuses a config that names one.
// Source: the manifests of openclaw@2026.9.6's bundled plugins (suppressed catalog entries).

import { isMap } from '../../../document/json.ts';
import { AGENTS, at, named, type Place, type Refinements, under } from './refinement.ts';

const GEMINI_PROVIDERS: readonly string[] = ['google', 'google-gemini-cli', 'google-vertex'];

/** What takes their place, and the models that are gone. */
const GEMINI: Readonly<Record<string, readonly string[]>> = {
  'gemini-2.5-flash': [
    'gemini-1.5-flash',
    'gemini-2.0-flash',
    'gemini-2.0-flash-001',
    'gemini-2.0-flash-exp',
    'gemini-2.0-flash-thinking-exp',
    'gemini-2.0-flash-thinking-exp-01-21',
    'gemini-2.0-flash-thinking-exp-1219',
    'gemini-2.5-flash-preview-04-17',
    'gemini-2.5-flash-preview-05-20',
  ],
  'gemini-2.5-flash-image': [
    'gemini-2.0-flash-exp-image-generation',
    'gemini-2.0-flash-preview-image-generation',
    'gemini-2.5-flash-image-preview',
  ],
  'gemini-2.5-flash-lite': [
    'gemini-1.5-flash-8b',
    'gemini-2.0-flash-lite',
    'gemini-2.0-flash-lite-001',
    'gemini-2.0-flash-lite-preview',
    'gemini-2.0-flash-lite-preview-02-05',
    'gemini-2.5-flash-lite-preview-06-17',
  ],
  'gemini-3-flash-preview': ['gemini-2.5-flash-preview-09-2025', 'gemini-2.5-flash-preview-09-25'],
  'gemini-3.1-flash-lite': ['gemini-2.5-flash-lite-preview-09-2025', 'gemini-2.5-flash-lite-preview-09-25'],
  'gemini-3.1-flash-live-preview': [
    'gemini-2.0-flash-live-001',
    'gemini-2.5-flash-exp-native-audio-thinking-dialog',
    'gemini-2.5-flash-preview-native-audio-dialog',
    'gemini-live-2.5-flash',
    'gemini-live-2.5-flash-preview',
    'gemini-live-2.5-flash-preview-native-audio',
  ],
  'gemini-3.1-pro-preview': [
    'gemini-1.5-pro',
    'gemini-2.0-pro-exp',
    'gemini-2.0-pro-exp-02-05',
    'gemini-2.5-pro-exp-03-25',
    'gemini-2.5-pro-preview-03-25',
    'gemini-2.5-pro-preview-05-06',
    'gemini-2.5-pro-preview-06-05',
    'gemini-3-pro-preview',
    'gemini-3.1-pro-preview-customtools',
  ],
};

const GROK_AGENTS =
  /^xai\/grok-4\.20-multi-agent(?:|-latest|-0309|-beta-(?:0309|latest)|-experimental-beta-(?:0304|latest))$/;

const SELECTORS: readonly string[] = [
  'model',
  'utilityModel',
  'imageModel',
  'voiceModel',
  'pdfModel',
  'mediaModels.image',
  'mediaModels.video',
  'mediaModels.music',
  'subagents.model',
  'tools.exec.reviewer.model',
];
const NAMES: readonly string[] = [
  'heartbeat.model',
  'compaction.model',
  'compaction.memoryFlush.model',
  'tts.summaryModel',
];

/** Keys that hold a model, or a first choice and fallbacks. */
const SELECTOR_PLACES = [...under(AGENTS, ...SELECTORS), 'tools.exec.reviewer.model'];
const PLACES = [
  ...SELECTOR_PLACES,
  ...under(SELECTOR_PLACES, 'primary', 'fallbacks.*'),
  ...under(AGENTS, ...NAMES),
  ...under(['tools.media'], 'image.preferredModel', 'audio.preferredModel', 'video.preferredModel'),
  'channels.modelByChannel.*.*',
  'hooks.mappings.*.model',
  'hooks.gmail.model',
  'tts.summaryModel',
  ...under(['channels.discord.voice', 'channels.discord.accounts.*.voice'], 'model', 'tts.summaryModel'),
];

export const RETIRED_MODELS: Refinements = {
  'retired-models': at(PLACES, function* ({ value, path }: Place) {
    if (typeof value === 'string') yield* complaint(value, path);
  }),
  'retired-model-keys': at(under(AGENTS, 'models'), function* ({ value, path }: Place) {
    if (!isMap(value)) return;
    for (const model of Object.keys(value)) yield* complaint(model, [...path, model]);
  }),
};

function* complaint(model: string, path: Place['path']) {
  const successor = successorOf(model.trim().toLowerCase());
  if (successor === undefined) return;
  const advice = successor === '' ? 'name another' : `use \`${successor}\``;
  yield {
    at: path,
    message: `${named(path)}: the model \`${model}\` is shut down; ${advice}`,
    ...suggesting(successor),
  };
}

function suggesting(successor: string) {
  return successor === '' ? {} : { suggestions: [successor] };
}

/** Undefined for a model that lives; empty for one that nothing replaces. */
function successorOf(reference: string): string | undefined {
  if (GROK_AGENTS.test(reference)) return '';
  if (reference === 'azure-openai-responses/gpt-5.3-codex-spark') return 'openai/gpt-5.3-codex-spark';
  const provider = GEMINI_PROVIDERS.find((name) => reference.startsWith(`${name}/`));
  if (provider === undefined) return undefined;
  const model = reference.slice(provider.length + 1);
  const successor = Object.keys(GEMINI).find((name) => GEMINI[name]!.includes(model));
  return successor && `${provider}/${successor}`;
}
