import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import {
  type GatewayEvent,
  gatewayEventSchema,
  gatewayOfferSchema,
} from '../../../electron/contract/gateway.ts';
import { type TestCloud, signedInUser, startTestCloud } from '../../cloud/harness.ts';
import { startAnthropicSimulator } from '../../simulators/anthropic.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../../simulators/openai.ts';
import { startStabilitySimulator } from '../../simulators/stability.ts';
import { tokenOf } from './admins.ts';

export const textModel = 'openai:gpt-6-luna';
export const describeCall = { operation: 'describe', options: {} } as const;

export interface Person {
  readonly id: string;
  readonly token: string;
}

/** A cloud whose gateway asks simulated companies. */
export interface Gateway {
  readonly cloud: TestCloud;
  readonly openai: Simulator;
  readonly anthropic: Simulator;
  /** A picture of 640 × 480. */
  readonly photo: Buffer<ArrayBuffer>;
  url(path: string): string;
  /** Somebody with so many credits and no others. */
  person(name: string, credits?: number): Promise<Person>;
  models(person: Person): Promise<readonly string[]>;
  post(person: Person, job: string, form: FormData): Promise<Response>;
  /** A form for a job; null: without an image. */
  form(call: object, model: string, image?: Buffer<ArrayBuffer> | null): FormData;
  balance(person: Person): Promise<{ readonly balance: number; readonly held: number }>;
  clearFaults(): void;
  stop(): Promise<void>;
}

type Companies = Readonly<Record<'openai' | 'anthropic' | 'stability', Pick<Simulator, 'url'>>>;

/** What the functions of a cloud read whose gateway asks these simulators. */
export function gatewaySecrets(companies: Companies): Readonly<Record<string, string>> {
  const { openai, anthropic, stability } = companies;
  return {
    AI_ORIGINS: JSON.stringify({
      openai: openai.url,
      anthropic: anthropic.url,
      stability: stability.url,
    }),
    OPENAI_API_KEY: 'sk-simulated-gateway',
    ANTHROPIC_API_KEY: 'sk-ant-simulated',
    STABILITY_API_KEY: 'sk-stability-simulated',
    PROVIDER_KEY_SECRETS: JSON.stringify({ 1: Buffer.alloc(32, 1).toString('base64') }),
  };
}

export async function startGateway(
  secrets: Readonly<Record<string, string>> = {},
): Promise<Gateway> {
  const [openai, anthropic, stability] = await Promise.all([
    startOpenAiSimulator(),
    startAnthropicSimulator(),
    startStabilitySimulator(),
  ]);
  const simulators = [openai, anthropic, stability];
  const cloud = await startTestCloud({
    secrets: { ...gatewaySecrets({ openai, anthropic, stability }), ...secrets },
  });
  const flat = { width: 640, height: 480, channels: 3, background: '#8a5a2b' } as const;
  const photo = await sharp({ create: flat }).jpeg().toBuffer();
  const url = (path: string): string => `${cloud.status.API_URL}/functions/v1/ai/${path}`;

  return {
    cloud,
    openai,
    anthropic,
    photo,
    url,
    async person(name, credits = 1000) {
      const { client, id } = await signedInUser(cloud, name);
      // The month's own come with the first question; here all are counted.
      await client.rpc('current_plan');
      await cloud.sql`select public.credit_take_back(${id}, 1000, ${randomUUID()})`;
      await cloud.sql`select public.credit_grant(${id}, ${credits}, 'gift', ${randomUUID()})`;
      return { id, token: await tokenOf(client) };
    },
    async models({ token }) {
      const response = await fetch(url('offer'), { headers: { authorization: `Bearer ${token}` } });
      return gatewayOfferSchema.parse(await response.json()).models;
    },
    form(call, model, image = photo) {
      const form = new FormData();
      form.set('order', JSON.stringify({ call, model }));
      if (image !== null) form.set('image', new Blob([image], { type: 'image/jpeg' }), 'image');
      return form;
    },
    post: ({ token }, job, form) =>
      fetch(url(`jobs/${job}`), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: form,
      }),
    async balance({ id }) {
      const [row] = await cloud.sql<{ balance: number; held: number }[]>`
        select balance::integer, held::integer from public.credit_accounts where user_id = ${id}`;
      return row ?? { balance: 0, held: 0 };
    },
    clearFaults: () => {
      for (const simulator of simulators) simulator.clearFaults();
    },
    async stop() {
      await cloud.stop();
      await Promise.all(simulators.map((simulator) => simulator.close()));
    },
  };
}

export async function eventsOf(response: Response): Promise<readonly GatewayEvent[]> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return text
    .trim()
    .split('\n')
    .map((line) => gatewayEventSchema.parse(JSON.parse(line)));
}

const refusalSchema = z.object({ code: z.string(), message: z.string() });

export async function refusalOf(response: Response): Promise<{ status: number; code: string }> {
  return { status: response.status, code: refusalSchema.parse(await response.json()).code };
}
