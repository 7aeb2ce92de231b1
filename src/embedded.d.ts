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

/** The check against a JSON Schema. */
declare module '*?validator' {
  const validate: import('ajv').ValidateFunction;
  export default validate;
}
