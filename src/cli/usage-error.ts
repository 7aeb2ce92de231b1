// A command line that can't be carried out as it stands.

/** The message is whole: what is wrong with it, and what would be accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
