// Which blocks of the sources have run, by Node's own coverage of this thread. Sources that are loaded before don't count.

import { Session } from 'node:inspector';

export interface Coverage {
  /** Blocks that ran since the last call, each by a name of its own. */
  readonly take: () => ReadonlySet<string>;
}

interface Function {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly functions: readonly Function[];
}

/** `isCounted`: whether the file at this URL is one whose blocks count. */
export function startCoverage(isCounted: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take: () => new Set(takeScripts(session).flatMap((script) => (isCounted(script.url) ? blocksOf(script) : []))),
  };
}

/** With no server between, the answer is there before `post` returns. */
function takeScripts(session: Session): readonly Script[] {
  let scripts: readonly Script[] = [];
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error) throw error;
    scripts = result;
  });
  return scripts;
}

function blocksOf({ scriptId, functions }: Script): readonly string[] {
  return functions.flatMap(({ ranges }) =>
    ranges
      .filter(({ count }) => count > 0)
      .map(({ startOffset, endOffset }) => `${scriptId}:${startOffset}-${endOffset}`),
  );
}
