// Every refinement of a release.

import type { RootSchema } from '../json-schema.ts';
import { AGENT_REFINEMENTS } from './agents.ts';
import { channelRefinements } from './channels.ts';
import { GATEWAY_REFINEMENTS } from './gateway.ts';
import { OTHER_REFINEMENTS } from './other.ts';
import type { Refinement } from './refinement.ts';
import { RETIRED_MODELS } from './retired-models.ts';
import { SECRET_REFINEMENTS } from './secrets.ts';
import { SERVER_REFINEMENTS } from './servers.ts';
import { TEXT_REFINEMENTS } from './texts.ts';
import { TOOL_REFINEMENTS } from './tools.ts';

export function refinementsFor(schema: RootSchema): readonly Refinement[] {
  return [
    ...TEXT_REFINEMENTS,
    ...AGENT_REFINEMENTS,
    ...TOOL_REFINEMENTS,
    ...SERVER_REFINEMENTS,
    ...GATEWAY_REFINEMENTS,
    ...SECRET_REFINEMENTS,
    ...OTHER_REFINEMENTS,
    ...RETIRED_MODELS,
    ...channelRefinements(schema),
  ];
}
