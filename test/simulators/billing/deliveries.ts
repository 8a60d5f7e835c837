/** A webhook as it leaves: signed once, sent as often as it takes. */
export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

export type DeliveryMode =
  /** At once and in order. */
  | 'prompt'
  /** Kept until a test delivers, duplicates, reorders or drops them. */
  | 'held'
  /** As after an endpoint was disabled: lost. */
  | 'dropped';

export interface Deliveries {
  mode: DeliveryMode;
  /** Left to deliver by hand, oldest first. */
  readonly held: readonly Delivery[];
  /** Every delivery ever made, delivered or not. */
  readonly all: readonly Delivery[];
  /** HTTP statuses of the answers, in the order of sending. */
  readonly answers: readonly { readonly id: string; readonly status: number }[];
  take(delivery: Delivery): void;
  /** Sends one now, also again; resolves to the endpoint's status. */
  send(delivery: Delivery): Promise<number>;
  /** Takes one of the held out of the line. */
  takeHeld(index: number): Delivery | undefined;
  /** All that was sent by itself has been answered. */
  quiet(): Promise<void>;
}

export interface DeliveryOptions {
  /** Where webhooks go; null until an endpoint was set up. */
  readonly endpoint: () => string | null;
  /** Headers of this sending: its time is signed too. */
  readonly sign: (delivery: Delivery) => Promise<Readonly<Record<string, string>>>;
}

const deadlineMs = 10_000;

/** The post office of a billing simulator. */
export function createDeliveries({ endpoint, sign }: DeliveryOptions): Deliveries {
  const held: Delivery[] = [];
  const all: Delivery[] = [];
  const answers: { id: string; status: number }[] = [];
  let line: Promise<unknown> = Promise.resolve();

  async function send(delivery: Delivery): Promise<number> {
    const url = endpoint();
    if (url === null) return 0;
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await sign(delivery)) },
      body: delivery.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    answers.push({ id: delivery.id, status });
    return status;
  }

  const deliveries: Deliveries = {
    mode: 'prompt',
    held,
    all,
    answers,
    send,
    take: (delivery) => {
      all.push(delivery);
      switch (deliveries.mode) {
        case 'prompt':
          line = line.then(() => send(delivery));
          return;
        case 'held':
          held.push(delivery);
          return;
        case 'dropped':
          return;
      }
    },
    takeHeld: (index) => held.splice(index, 1)[0],
    quiet: async () => {
      let seen: unknown;
      while (seen !== line) {
        seen = line;
        await line;
      }
    },
  };
  return deliveries;
}
