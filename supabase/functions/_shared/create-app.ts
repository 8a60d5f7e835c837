import { type Context, Hono } from 'npm:hono@4.13.19';
import type { z } from 'npm:zod@4.6.7';
import { FunctionError } from './function-error.ts';

/** Hears what went wrong; clients are told no more than a code. */
export type Report = (error: unknown) => void;

function answer(c: Context, error: FunctionError): Response {
  if (error.retryAfterSeconds !== undefined) {
    c.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  }
  return c.json({ code: error.code, message: error.message }, error.status);
}

/**
 * The routes of one function, below its name, as every host calls it. Errors are answered as
 * `{code, message}`.
 */
export function createApp(name: string, { report }: { readonly report: Report }): Hono {
  const app = new Hono().basePath(`/${name}`);
  app.onError((error, c) => {
    if (error instanceof FunctionError) {
      if (error.status >= 500) report(error.cause ?? error);
      return answer(c, error);
    }
    report(error);
    const message = 'Something went wrong here. It was noted.';
    return answer(c, new FunctionError({ status: 500, code: 'unexpected_failure', message }));
  });
  app.notFound((c) =>
    answer(c, new FunctionError({ status: 404, code: 'not_found', message: 'No such path.' })),
  );
  return app;
}

const largestBodyBytes = 65_536;

async function readLimited(request: Request): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > largestBodyBytes) {
      throw new FunctionError({ status: 413, code: 'too_large', message: 'Too much at once.' });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * A JSON body of at most 64 KB; none counts as `{}`.
 * @throws FunctionError invalid_request, too_large
 */
export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    const text = await readLimited(c.req.raw);
    return schema.parse(text === '' ? {} : JSON.parse(text));
  } catch (cause) {
    if (cause instanceof FunctionError) throw cause;
    throw new FunctionError(
      { status: 400, code: 'invalid_request', message: 'The body is not what this call takes.' },
      { cause },
    );
  }
}
