// What may stand at the end of an unfinished command line.

export interface Completion {
  /** Paths that may stand there besides; the shell knows them best. */
  readonly paths: 'none' | 'files' | 'folders';
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly value: string;
  /** A few words, or nothing. */
  readonly meaning: string;
}

export const NOTHING: Completion = { paths: 'none', candidates: [] };

/** For the scripts: a line for the paths, and one for each candidate, with a tab before the meaning. */
export function completionText({ paths, candidates }: Completion): string {
  return [paths, ...candidates.map(({ value, meaning }) => `${value}\t${meaning}`)].map((line) => `${line}\n`).join('');
}
