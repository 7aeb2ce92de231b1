// What modules are besides code; scripts/embed.js makes them.

/** A template of templates/, compiled. */
declare module '*.hbs' {
  const template: (view: object) => string;
  export default template;
}

/** The text of a file. */
declare module '*?raw' {
  const text: string;
  export default text;
}

/** The lines of a file, whose first words are in order. A block is loaded when it is asked for. */
declare module '*?blocks' {
  const blocks: readonly (readonly [firstWord: string, lines: () => string])[];
  export default blocks;
}

/** The check against a JSON Schema. */
declare module '*?validator' {
  const validate: import('ajv').ValidateFunction;
  export default validate;
}
