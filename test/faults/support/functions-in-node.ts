import { registerHooks } from 'node:module';

/**
 * Lets Node import the sources of the functions: Deno's `npm:zod@4.6.7` is the zod of node_modules,
 * which has that version. To be imported before them, which is why they are imported by `import()`.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    const [, name, path = ''] = /^npm:(@[^/]+\/[^@]+|[^@/]+)@[^/]+(\/.*)?$/.exec(specifier) ?? [];
    return next(name === undefined ? specifier : `${name}${path}`, context);
  },
});

/** A function's app, as its server calls it. */
export interface FunctionApp {
  request(path: string, init: RequestInit): Promise<Response> | Response;
}

interface HandlerModule {
  createHandler(parts: object): FunctionApp;
}

/** The handler of a function, in this process. Its parts are what its own types say. */
export async function handlerOf(name: string): Promise<HandlerModule> {
  const source = new URL(`../../../supabase/functions/${name}/handler.ts`, import.meta.url);
  return (await import(source.href)) as HandlerModule;
}
