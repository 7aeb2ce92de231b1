// What a person has to know of a machine that hosts.yaml can't say. No note ever holds a value that may be secret.

export interface Note {
  /** A path of the machine, with what in it is meant. */
  readonly place: string;
  readonly text: string;
}
