type Fetch = typeof globalThis.fetch;

const wrapped = new WeakSet<Fetch>();

/**
 * Deno sends a request again, of any method, when a pooled connection breaks before the answer: a
 * payment would be asked for twice. It can't repeat a body that is a stream, so all bodies become
 * one; who has to know whether a request arrived gets the error instead.
 */
export function sendOnce(fetch: Fetch): Fetch {
  if (wrapped.has(fetch)) return fetch;
  const once: Fetch = (input, init) => {
    if (init?.body === undefined || init.body === null) return fetch(input, init);
    // A response knows the media type of whatever can be a body.
    const carrier = new Response(init.body);
    const headers = new Headers(init.headers);
    const mediaType = carrier.headers.get('content-type');
    if (mediaType !== null && !headers.has('content-type')) headers.set('content-type', mediaType);
    return fetch(input, { ...init, headers, body: unrepeatable(carrier) });
  };
  wrapped.add(once);
  return once;
}

/** Piped, or Deno would see the bytes behind it and keep them for another time. */
function unrepeatable({ body }: Response): ReadableStream<Uint8Array> | null {
  return body?.pipeThrough(new TransformStream<Uint8Array, Uint8Array>()) ?? null;
}

/** For libraries that take no `fetch` of ours. */
export function installSendOnce(): void {
  globalThis.fetch = sendOnce(globalThis.fetch);
}
