/**
 * Runs in Deno: one process for all functions. Each function's module calls `Deno.serve` when it
 * is imported; the handler that it passes is kept and gets the requests below its name.
 */

type Handler = (request: Request) => Response | Promise<Response>;

interface Served {
  readonly finished: Promise<void>;
  shutdown(): Promise<void>;
}

/** What is used of Deno here: its types are not at hand in Node's compiler. */
interface DenoRuntime {
  serve(options: object, handler: Handler): Served;
  readonly args: readonly string[];
  readonly stdin: { readonly readable: ReadableStream<Uint8Array> };
  exit(code: number): never;
}

const runtime = (globalThis as unknown as { Deno: DenoRuntime }).Deno;
const realServe = runtime.serve.bind(runtime);
const [functionsUrl = ''] = runtime.args;

const handlers = new Map<string, Promise<Handler>>();

/** Imports go one after the other: only one module may speak to the replaced `Deno.serve`. */
let lastImport: Promise<unknown> = Promise.resolve();

async function capture(name: string): Promise<Handler> {
  let captured: Handler | undefined;
  const fakeServe = (...parts: readonly unknown[]): Served => {
    const handler = parts.find((part): part is Handler => typeof part === 'function');
    captured = handler ?? (parts[0] as { readonly handler?: Handler }).handler;
    return { finished: new Promise(() => undefined), shutdown: () => Promise.resolve() };
  };
  Object.defineProperty(runtime, 'serve', { value: fakeServe, configurable: true });
  try {
    await import(`${functionsUrl}/${name}/index.ts`);
  } finally {
    Object.defineProperty(runtime, 'serve', { value: realServe, configurable: true });
  }
  if (!captured) throw new Error(`functions/${name}/index.ts does not call Deno.serve`);
  return captured;
}

function handlerOf(name: string): Promise<Handler> {
  const known = handlers.get(name);
  if (known) return known;
  const loading = lastImport.then(() => capture(name));
  lastImport = loading.catch(() => undefined);
  handlers.set(name, loading);
  return loading;
}

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

const server = realServe(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }: { readonly port: number }) => console.log(`listening on ${port}`),
  },
  async (request) => {
    const [, name = ''] = new URL(request.url).pathname.split('/');
    let handler: Handler;
    try {
      handler = await handlerOf(name);
    } catch (error) {
      console.error(error);
      return failure(503, 'BOOT_ERROR', 'Function failed to start (please check logs)');
    }
    try {
      return await handler(request);
    } catch (error) {
      console.error(error);
      return failure(500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)');
    }
  },
);

// The cloud closes our standard input when it ends or has a newer process: what runs is finished.
await runtime.stdin.readable.pipeTo(new WritableStream());
await server.shutdown();
runtime.exit(0);
