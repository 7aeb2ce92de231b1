// Every refinement of a release.

import { compareReleases } from '../../index.ts';
import { keysBelow, type RootSchema } from '../json-schema.ts';
import { agentRefinements } from './agents.ts';
import { channelRefinements } from './channels.ts';
import { EARLY_CHANNEL_REFINEMENTS } from './early-channels.ts';
import { GATEWAY_REFINEMENTS } from './gateway.ts';
import { OTHER_REFINEMENTS } from './other.ts';
import type { Refinement } from './refinement.ts';
import { RETIRED_MODELS } from './retired-models.ts';
import { SECRET_REFINEMENTS } from './secrets.ts';
import { serverRefinements } from './servers.ts';
import { TEXT_REFINEMENTS } from './texts.ts';
import { TOOL_REFINEMENTS } from './tools.ts';

/** Until then the core checked channels itself; since then their plugins do, by their schemas alone. */
const FIRST_WITH_CHANNEL_SCHEMAS = '2026.4.0';

export function refinementsFor(schema: RootSchema, release: string): readonly Refinement[] {
  const isEarly = compareReleases(release, FIRST_WITH_CHANNEL_SCHEMAS) < 0;
  return [
    ...TEXT_REFINEMENTS,
    ...agentRefinements(keysBelow(schema, 'agents').includes('entries')),
    ...TOOL_REFINEMENTS,
    ...serverRefinements(keysBelow(schema, 'mcp', 'servers', '*')),
    ...GATEWAY_REFINEMENTS,
    ...SECRET_REFINEMENTS,
    ...OTHER_REFINEMENTS,
    ...RETIRED_MODELS,
    ...channelRefinements(schema),
    ...(isEarly ? EARLY_CHANNEL_REFINEMENTS : []),
  ];
}
