import { z } from 'zod';

/** A frame of the protocol 2.0.0: [join_ref, ref, topic, event, payload]. */
export interface Frame {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const frameSchema = z.tuple([
  z.string().nullable(),
  z.string().nullable(),
  z.string(),
  z.string(),
  z.record(z.string(), z.unknown()),
]);

/** What a join asks for, as far as it is served here. */
export const joinSchema = z.object({
  config: z.object({ private: z.boolean().default(false) }).default({ private: false }),
  access_token: z.string().nullish(),
});

export const accessTokenSchema = z.object({ access_token: z.string() });

/** @returns undefined for what is no frame of this protocol */
export function readFrame(text: string): Frame | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = frameSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const [joinRef, ref, topic, event, payload] = parsed.data;
  return { joinRef, ref, topic, event, payload };
}

export function writeFrame({ joinRef, ref, topic, event, payload }: Frame): string {
  return JSON.stringify([joinRef, ref, topic, event, payload]);
}

export function replyTo(
  frame: Frame,
  status: 'ok' | 'error',
  response: Readonly<Record<string, unknown>>,
): string {
  return writeFrame({ ...frame, event: 'phx_reply', payload: { status, response } });
}
