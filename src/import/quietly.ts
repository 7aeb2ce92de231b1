// Parsers that tell what they think of a file on the console, where only gwc speaks.

export function quietly<T>(run: () => T): T {
  const { error, warn } = console;
  console.error = () => {};
  console.warn = () => {};
  try {
    return run();
  } finally {
    console.error = error;
    console.warn = warn;
  }
}
