import type { GatewayEvent } from '../../../electron/contract/gateway.ts';

export interface AnswerParts {
  readonly keepRunning: (work: Promise<unknown>) => void;
  readonly report: (error: unknown) => void;
}

/** A line of JSON for each event. The work goes on where nobody reads them any more. */
export function answerEvents(
  work: (tell: (event: GatewayEvent) => void) => Promise<void>,
  { keepRunning, report }: AnswerParts,
): Response {
  const encoder = new TextEncoder();
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const tell = (event: GatewayEvent): void => {
        if (open) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
      };
      const done = work(tell)
        // What went wrong is not known to the caller either: they ask by the id.
        .catch(report)
        .finally(() => {
          if (open) controller.close();
          open = false;
        });
      keepRunning(done);
    },
    cancel() {
      open = false;
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
  });
}
