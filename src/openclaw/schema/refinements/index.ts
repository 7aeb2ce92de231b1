// Every refinement of a release.

import { compareReleases } from '../../index.ts';
import { keysBelow, type RootSchema } from '../json-schema.ts';
import { agentRefinements } from './agents.ts';
import { channelRefinements, SEARCH_REFINEMENTS } from './channels.ts';
import { EARLY_CHANNEL_REFINEMENTS } from './early-channels.ts';
import { GATEWAY_REFINEMENTS } from './gateway.ts';
import { OTHER_REFINEMENTS } from './other.ts';
import type { Refinement } from './refinement.ts';
import { RETIRED_MODELS } from './retired-models.ts';
import { SECRET_REFINEMENTS } from './secrets.ts';
import { serverRefinements } from './servers.ts';
import { TEXT_REFINEMENTS } from './texts.ts';
import { TOOL_REFINEMENTS } from './tools.ts';

/** The core checked channels itself until then; since then their plugins do, by their schemas alone. */
const CHANNEL_SCHEMAS = '2026.4.0';
/** From then on: `agents.entries`, and models that are known to be shut down. */
const ENTRIES = '2026.8.0';

export function refinementsFor(schema: RootSchema, release: string): readonly Refinement[] {
  const isSince = (first: string) => compareReleases(release, first) >= 0;
  return [
    ...TEXT_REFINEMENTS,
    ...agentRefinements(isSince(ENTRIES)),
    ...TOOL_REFINEMENTS,
    ...serverRefinements(keysBelow(schema, 'mcp', 'servers', '*')),
    ...GATEWAY_REFINEMENTS,
    ...SECRET_REFINEMENTS,
    ...OTHER_REFINEMENTS,
    ...(isSince(ENTRIES) ? RETIRED_MODELS : []),
    ...channelRefinements(schema, isSince(ENTRIES) ? ['owner', 'last', 'none'] : ['last', 'none']),
    ...(isSince(CHANNEL_SCHEMAS) ? SEARCH_REFINEMENTS : EARLY_CHANNEL_REFINEMENTS),
  ];
}
