export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** An answer that came back and can't be what was asked for, whatever its bytes say. */
export class UnusableAnswer extends Error {
  readonly reason: 'redirected' | 'wrong-type' | 'too-large';

  constructor(reason: UnusableAnswer['reason'], detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'UnusableAnswer';
    this.reason = reason;
  }
}

const API_ANSWER = /^(application\/([\w.-]+\+)?json|text\/event-stream|image\/[\w.+-]+)(;|$)/i;
/** Whatever else an SDK adds, of this machine or out of its environment variables, stays here. */
const SENT_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'authorization',
  'content-type',
  'user-agent',
  'x-api-key',
]);
const LARGEST_ERROR_BYTES = 1024 * 1024;

/**
 * Wraps fetch for talking to an API: sends the headers that an API needs and no others, never follows a redirect (the image would go to a host nobody
 * chose), refuses a success that is neither JSON, nor an event stream, nor an image, and cuts a
 * body off beyond `maxBytes`. Rejects, or fails the body's stream, with an UnusableAnswer.
 */
export function guardFetch(fetch: Fetch, { maxBytes }: { readonly maxBytes: number }): Fetch {
  return async (input, init) => {
    const headers = [...new Headers(init?.headers)].filter(([name]) => SENT_HEADERS.has(name));
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new UnusableAnswer('redirected', `status ${response.status}`);
    }
    const mediaType = response.headers.get('content-type') ?? 'none';
    if (response.ok && response.body !== null && !API_ANSWER.test(mediaType)) {
      await response.body.cancel();
      throw new UnusableAnswer('wrong-type', mediaType.slice(0, 100));
    }
    if (response.body === null) {
      return response;
    }
    const { status, statusText } = response;
    const body = response.body.pipeThrough(
      limitBytes(response.ok ? maxBytes : LARGEST_ERROR_BYTES),
    );
    return new Response(body, { status, statusText, headers: response.headers });
  };
}

function limitBytes(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        controller.error(new UnusableAnswer('too-large', `over ${maxBytes} bytes`));
      } else {
        controller.enqueue(chunk);
      }
    },
  });
}
