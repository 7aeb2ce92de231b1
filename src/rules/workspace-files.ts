// The folders of `workspaceFiles` are there, beside hosts.yaml, and hold nothing but texts.

import type { Fleet } from '../model/fleet.ts';
import { fromProblem } from '../model/workspace-files.ts';
import type { Finding, Rule } from './rule.ts';

export const workspaceFiles: Rule = {
  id: 'workspace-files',
  severity: 'error',
  summary: '`workspaceFiles` is a folder below that of hosts.yaml, and holds texts of a modest size',
  compares: 'the folder of `workspaceFiles` with what is beside hosts.yaml',
  why: `What a build writes depends on hosts.yaml and what lies beside it, and on nothing else of the machine: so the folder is relative to
hosts.yaml, below its folder, and no link leads out. A folder that is missing would leave the agent without its instructions, and
with OpenClaw's own in their place.

A workspace gets texts in UTF-8: 500 files at most, each of 1M at most, 8M together, in eight levels of folders. \`.git\`, \`.gitkeep\`
and \`.DS_Store\` are left out. Where hosts.yaml is checked without a disk, as by the library, only the name of the folder is.`,
  source: 'OpenClaw docs/concepts/agent-workspace.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, workspaceFiles: ../elsewhere/$(instance) }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, workspaceFiles: workspaces/$(instance) }
`,
  },
  check,
};

function* check({ hosts }: Fleet): Iterable<Finding> {
  // Several instances may have one folder.
  const told = new Set<string>();
  for (const { path, managed, workspaceFiles } of hosts.flatMap(({ instances }) => instances)) {
    if (!managed || workspaceFiles === undefined || told.has(workspaceFiles.from)) continue;
    const { from, key, found } = workspaceFiles;
    told.add(from);
    const problem = fromProblem(from);
    const problems = problem === undefined ? (found?.problems ?? []) : [problem];
    for (const message of problems) yield { at: [...path, ...key], message };
  }
}
