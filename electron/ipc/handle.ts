import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebFrameMain } from 'electron';
import type { z } from 'zod';
import { appError, toAppError } from '../contract/app-error.ts';
import type { Channel, OutputOf, ParsedInputOf } from '../contract/channels.ts';
import { channels } from '../contract/channels.ts';
import type { Result } from '../contract/result.ts';
import type { Log } from '../monitor/log.ts';
import type { CallingFrame } from './trusted-sender.ts';
import { isTrustedSender } from './trusted-sender.ts';

export type Handlers = {
  readonly [Name in Channel]: (
    input: ParsedInputOf<Name>,
    event: IpcMainInvokeEvent,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

/** Answers every channel of the map. */
export function handleChannels(handlers: Handlers, log: Log): void {
  for (const name of Object.keys(channels) as Channel[]) {
    // The schema of a channel yields that channel's input, which the compiler can't see in a loop.
    const handler = handlers[name] as (input: unknown, event: IpcMainInvokeEvent) => unknown;
    ipcMain.handle(name, (event, input: unknown) =>
      answer({
        channel: name,
        event,
        schema: channels[name].input,
        input,
        log,
        handler: (parsed) => handler(parsed, event),
      }),
    );
  }
}

interface Call<Schema extends z.ZodType, Output> {
  readonly channel: string;
  readonly event: IpcMainInvokeEvent;
  readonly schema: Schema;
  readonly input: unknown;
  readonly log: Log;
  readonly handler: (input: z.output<Schema>) => Output | Promise<Output>;
}

/** Sender check, then parse, then the handler; what it throws becomes the error of a Result. */
export async function answer<Schema extends z.ZodType, Output>(
  call: Call<Schema, Output>,
): Promise<Result<Output>> {
  const { channel, event, log } = call;
  if (!isTrustedSender(callingFrame(event))) {
    log.warn('refused-sender', { channel, url: event.senderFrame?.url ?? '' });
    return { ok: false, error: appError('not-allowed') };
  }
  const parsed = call.schema.safeParse(call.input);
  if (!parsed.success) {
    return { ok: false, error: appError('invalid-request', { cause: parsed.error.message }) };
  }
  try {
    return { ok: true, value: await call.handler(parsed.data) };
  } catch (thrown) {
    const error = toAppError(thrown);
    log.warn('call-failed', { channel, kind: error.kind, cause: error.cause ?? '' });
    return { ok: false, error };
  }
}

function callingFrame(event: IpcMainInvokeEvent): CallingFrame | null {
  const frame: WebFrameMain | null = event.senderFrame;
  return frame === null ? null : { url: frame.url, isTop: frame.parent === null };
}
