import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  faultOrderSchema,
  isContentFault,
  isTransportFault,
  takeFault,
  type ActiveFault,
  type ContentFault,
  type Fault,
  type FaultMatch,
  type ProviderFault,
} from './faults.ts';
import { jsonReply, sendBrokenReply, sendReply, type Reply } from './send-reply.ts';
import {
  readRequest,
  recordRequest,
  type RecordedRequest,
  type SimulatedRequest,
  type UploadedFile,
} from './simulated-request.ts';

interface ContractViolation {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** What the contract says and the request does not do. */
  readonly detail: string;
}

/** A request the real provider would refuse: why, and the refusal in the provider's own shape. */
export interface Rejection {
  readonly detail: string;
  readonly reply: Reply;
}

export interface SimulatorRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string | RegExp;
  /** Called only with requests that passed the contract. `fault` asks for a wrong result instead of a good one. */
  handle(request: SimulatedRequest, fault: ContentFault | undefined): Promise<Reply> | Reply;
}

/** How this provider words each fault it knows. */
export type ProviderFaults = Readonly<
  Partial<Record<ProviderFault, (request: SimulatedRequest) => Promise<Reply> | Reply>>
>;

export interface SimulatorDefinition {
  readonly name: string;
  /** Called once per start, so that state (asynchronous jobs …) belongs to one running simulator. */
  routes(): readonly SimulatorRoute[];
  checkContract(request: SimulatedRequest): Promise<Rejection | undefined> | Rejection | undefined;
  readonly faults: ProviderFaults;
  readonly contentFaults: readonly ContentFault[];
}

interface LedgerEntry {
  readonly requestId: string;
  readonly path: string;
  readonly images: number;
}

/** What a bill would show: one entry per answer that costs money, lost or not. */
interface Ledger {
  readonly images: number;
  readonly entries: readonly LedgerEntry[];
}

export interface Simulator {
  readonly name: string;
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** The files of the newest request that had any, whole: what the provider was truly given. */
  readonly uploads: () => readonly UploadedFile[];
  readonly violations: readonly ContractViolation[];
  readonly ledger: Ledger;
  /** Ids of requests whose line was closed before the answer had ended. */
  readonly abandoned: readonly string[];
  /** The next `times` requests that match get this fault; orders queue in the order they are given. */
  fail(fault: Fault, times?: number, match?: FaultMatch): void;
  clearFaults(): void;
  close(): Promise<void>;
}

export type StartSimulator = (options?: { readonly port?: number }) => Promise<Simulator>;

/** Lines that broke before the provider saw the request; all others come after its meter has run. */
const FAULTS_WITHOUT_WORK: ReadonlySet<Fault> = new Set(['reset', 'never-answers', 'wrong-type']);

/**
 * Makes the starter of a simulator: a real HTTP server on 127.0.0.1 that stands in for a paid provider.
 * It checks each request against the contract, fails on demand, and keeps the bill. Steer it by the
 * returned object, or from another process by `/__simulator/{faults,requests,violations,ledger}`.
 */
export function createSimulator(definition: SimulatorDefinition): StartSimulator {
  return async ({ port = 0 } = {}) => {
    const routes = definition.routes();
    const requests: RecordedRequest[] = [];
    let uploads: readonly UploadedFile[] = [];
    const violations: ContractViolation[] = [];
    const entries: LedgerEntry[] = [];
    const abandoned: string[] = [];
    const faults: ActiveFault[] = [];
    let counter = 0;

    function readLedger(): Ledger {
      return { images: entries.reduce((sum, { images }) => sum + images, 0), entries };
    }

    function fail(fault: Fault, times = 1, match: FaultMatch = {}): void {
      if (!isKnownFault(definition, fault)) {
        throw new Error(`The ${definition.name} simulator has no fault named ${fault}`);
      }
      faults.push({ fault, match, remaining: times });
    }

    /** Does the work, or words the refusal, and runs the meter. */
    async function work(request: SimulatedRequest, fault?: Fault): Promise<Reply> {
      const refuse =
        fault === undefined || isTransportFault(fault) || isContentFault(fault)
          ? undefined
          : definition.faults[fault];
      const contentFault = fault !== undefined && isContentFault(fault) ? fault : undefined;
      const route = findRoute(routes, request);
      const reply =
        (await refuse?.(request)) ??
        (await route?.handle(request, contentFault)) ??
        jsonReply(404, {});
      if (reply.billedImages !== undefined) {
        entries.push({ requestId: request.id, path: request.path, images: reply.billedImages });
      }
      return reply;
    }

    async function answer(request: SimulatedRequest, response: ServerResponse): Promise<void> {
      requests.push(recordRequest(request));
      if (request.body.kind === 'multipart') uploads = request.body.files;
      const rejection = await definition.checkContract(request);
      if (rejection !== undefined) {
        const { id: requestId, method, path } = request;
        violations.push({ requestId, method, path, detail: rejection.detail });
        await sendReply(response, rejection.reply);
        return;
      }
      const active = takeFault(faults, request.path);
      if (active === undefined || !isTransportFault(active.fault)) {
        await sendReply(response, await work(request, active?.fault));
        return;
      }
      const { fault, match } = active;
      const reply = FAULTS_WITHOUT_WORK.has(fault) ? jsonReply(200, {}) : await work(request);
      await sendBrokenReply(response, reply, { fault, match });
    }

    function manage(request: SimulatedRequest): Reply {
      switch (`${request.method} ${request.path}`) {
        case 'GET /__simulator/requests':
          return jsonReply(200, requests);
        case 'GET /__simulator/violations':
          return jsonReply(200, violations);
        case 'GET /__simulator/ledger':
          return jsonReply(200, readLedger());
        case 'DELETE /__simulator/faults':
          faults.length = 0;
          return jsonReply(200, {});
        case 'POST /__simulator/faults': {
          const order = faultOrderSchema.safeParse(
            request.body.kind === 'json' ? request.body.value : undefined,
          );
          if (!order.success || !isKnownFault(definition, order.data.fault)) {
            return jsonReply(400, { message: order.error?.message ?? 'No such fault here' });
          }
          fail(order.data.fault, order.data.times, order.data.match);
          return jsonReply(200, {});
        }
        default:
          return jsonReply(404, {});
      }
    }

    async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
      const isManagement = message.url?.startsWith('/__simulator/') === true;
      counter += isManagement ? 0 : 1;
      const request = await readRequest(message, `req_sim_${counter}`);
      response.once('close', () => {
        if (!response.writableFinished) abandoned.push(request.id);
      });
      if (isManagement) {
        await sendReply(response, manage(request));
      } else {
        await answer(request, response);
      }
    }

    const server = createServer((message, response) => {
      serve(message, response).catch((cause: unknown) => {
        // The client went away mid-upload, or the simulator itself is wrong: both end this line only.
        response.destroy(cause instanceof Error ? cause : undefined);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });

    return {
      name: definition.name,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests,
      uploads: () => uploads,
      violations,
      abandoned,
      get ledger() {
        return readLedger();
      },
      fail,
      clearFaults: () => {
        faults.length = 0;
      },
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  };
}

function isKnownFault(definition: SimulatorDefinition, fault: Fault): boolean {
  if (isTransportFault(fault)) {
    return true;
  }
  return isContentFault(fault)
    ? definition.contentFaults.includes(fault)
    : definition.faults[fault] !== undefined;
}

function findRoute(
  routes: readonly SimulatorRoute[],
  { method, path }: SimulatedRequest,
): SimulatorRoute | undefined {
  return routes.find(
    (route) =>
      route.method === method &&
      (typeof route.path === 'string' ? route.path === path : route.path.test(path)),
  );
}
