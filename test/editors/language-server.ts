// The real yaml-language-server, spoken to over stdio as an editor does.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Both count from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Squiggle {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly message: string;
  /** 1 is an error, 2 a warning; absent, the editor decides. */
  readonly severity?: number;
}

export interface Completion {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
}

/** What stands under `yaml` in the editor's own settings. */
export type Settings = Readonly<Record<string, unknown>>;

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly Squiggle[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const CAPABILITIES = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {},
  },
  workspace: { configuration: true, workspaceFolders: true },
};

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** An editor that has this folder open. */
export async function openEditor(folder: string, settings: Settings = {}) {
  const manifest = require.resolve('yaml-language-server/package.json');
  const program = join(dirname(manifest), 'bin/yaml-language-server');
  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { send, request, published } = connect(server, settings);
  const rootUri = pathToFileURL(folder).href;
  const workspaceFolders = [{ uri: rootUri, name: 'test' }];
  await request('initialize', { processId: process.pid, rootUri, capabilities: CAPABILITIES, workspaceFolders });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });
  const uriOf = (name: string) => `${rootUri}/${name}`;

  return {
    /** Opens a text as a file of the folder, and gives what the server underlines in it. */
    open: async (name: string, text: string): Promise<readonly Squiggle[]> => {
      const uri = uriOf(name);
      const squiggles = published(uri);
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
      return squiggles;
    },
    complete: async (name: string, position: Position): Promise<readonly Completion[]> => {
      const params = { textDocument: { uri: uriOf(name) }, position };
      return (await request<{ readonly items: readonly Completion[] }>('textDocument/completion', params)).items;
    },
    /** Markdown; empty where there is nothing to say. */
    hover: async (name: string, position: Position): Promise<string> => {
      const params = { textDocument: { uri: uriOf(name) }, position };
      const found = await request<{ readonly contents: { readonly value: string } } | null>(
        'textDocument/hover',
        params,
      );
      return found?.contents.value ?? '';
    },
    close: async (): Promise<void> => {
      const ended = once(server, 'exit');
      await request('shutdown', null);
      send({ method: 'exit' });
      await ended;
    },
  };
}

/** JSON-RPC over the server's streams. */
function connect(server: ChildProcess, settings: Settings) {
  const answers = new Map<number, (result: unknown) => void>();
  const readers = new Map<string, (squiggles: readonly Squiggle[]) => void>();

  const send = (message: object) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin!.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin!.write(body);
  };
  const receive = ({ id, method, params, result }: Message) => {
    if (method === undefined) answers.get(id!)?.(result);
    else if (id !== undefined) send({ id, result: answerTo(method, params, settings) });
    else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as Published;
      readers.get(uri)?.(diagnostics);
    }
  };

  let received = Buffer.alloc(0);
  server.stdout!.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let body = bodyOf(received); body; body = bodyOf(received)) {
      received = received.subarray(body.end);
      receive(JSON.parse(body.text));
    }
  });

  let lastId = 0;
  return {
    send,
    request: <Result>(method: string, params: object | null): Promise<Result> => {
      const id = ++lastId;
      send({ id, method, params });
      return new Promise((resolve) => answers.set(id, (result) => resolve(result as Result)));
    },
    published: (uri: string): Promise<readonly Squiggle[]> => new Promise((resolve) => readers.set(uri, resolve)),
  };
}

/** The first message of what was received, once all of it is there. */
function bodyOf(received: Buffer): { readonly text: string; readonly end: number } | undefined {
  const head = /^Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/i.exec(received.toString('latin1'));
  if (!head) return undefined;
  const start = head[0].length;
  const end = start + Number(head[1]);
  return received.length < end ? undefined : { text: received.toString('utf8', start, end), end };
}

/** The server asks for the settings, section by section, and announces what it offers. */
function answerTo(method: string, params: unknown, settings: Settings): unknown {
  if (method !== 'workspace/configuration') return null;
  const { items } = params as { readonly items: readonly { readonly section: string }[] };
  return items.map(({ section }) => (section === 'yaml' ? settings : {}));
}
