// The agents of a config, as a release of either kind lists them: in a map, or in a list.

import { at, isList, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';

export interface Agent {
  readonly id: string;
  readonly settings: Json | undefined;
  /** Below the config; absent for the agent that nobody lists. */
  readonly key: Path | undefined;
}

/** Without a list there is the agent `main`. */
export function agentsOf(config: JsonMap): readonly Agent[] {
  const entries = at(config, 'agents', 'entries');
  const list = at(config, 'agents', 'list');
  const agent = (id: Json, settings: Json, key: Path): Agent => ({ id: String(id).toLowerCase(), settings, key });
  const found = [
    ...(isMap(entries) ? Object.entries(entries) : []).map(([id, one]) => agent(id, one, ['agents', 'entries', id])),
    ...(isList(list) ? list : []).map((one, index) => agent(at(one, 'id') ?? 'main', one, ['agents', 'list', index])),
  ];
  return found.length > 0 ? found : [{ id: 'main', settings: undefined, key: undefined }];
}
