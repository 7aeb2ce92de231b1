// Why an apply or a status is not even begun: something for the person at the command line to put right.

/** The message is whole: what stands in the way, and what to do about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
