import { createHash, randomBytes } from 'node:crypto';
import { type Rejection, type Simulator, createSimulator } from './http-simulator.ts';
import { type Reply, jsonReply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';

export interface PwnedPasswordsSimulator {
  readonly http: Simulator;
  /** From now on this password was seen in leaks so many times. */
  leak(password: string, times: number): void;
}

/** Of padded answers: none tells by its length how many hashes are in it. */
const paddedLines = 800;

function hashOf(password: string): string {
  return createHash('sha1').update(password).digest('hex').toUpperCase();
}

function text(status: number, body: string): Reply {
  return { status, body: { kind: 'bytes', contentType: 'text/plain', bytes: Buffer.from(body) } };
}

/** Holds us to what keeps passwords ours: a prefix and padding. */
function checkContract({ method, path, headers }: SimulatedRequest): Rejection | undefined {
  if (method !== 'GET' || !path.startsWith('/range/')) {
    return { detail: `No such path: ${method} ${path}`, reply: text(404, '') };
  }
  if (!/^\/range\/[0-9A-Fa-f]{5}$/.test(path)) {
    const detail = 'The hash prefix was not in a valid format';
    return { detail, reply: text(400, detail) };
  }
  if (!headers['user-agent']) {
    return { detail: 'No user agent', reply: text(403, 'No user agent') };
  }
  return headers['add-padding'] === 'true'
    ? undefined
    : { detail: 'The answer would not be padded', reply: text(400, 'Padding is asked for') };
}

/** The range API of leaked passwords: the suffixes of one prefix, and how often each was seen. */
export async function startPwnedPasswordsSimulator(): Promise<PwnedPasswordsSimulator> {
  const leaks = new Map<string, number>();
  const http = await createSimulator({
    name: 'pwned-passwords',
    checkContract,
    faults: { 'server-error-503': () => jsonReply(503, {}) },
    contentFaults: [],
    routes: () => [
      {
        method: 'GET',
        path: /^\/range\//,
        handle({ path }) {
          const prefix = path.slice('/range/'.length).toUpperCase();
          const found = Array.from(leaks)
            .filter(([hash]) => hash.startsWith(prefix))
            .map(([hash, times]) => `${hash.slice(5)}:${times}`);
          const padding = Array.from({ length: paddedLines - found.length }, () => {
            const suffix = randomBytes(18).toString('hex').toUpperCase().slice(0, 35);
            return `${suffix}:0`;
          });
          return text(200, [...found, ...padding].sort().join('\r\n'));
        },
      },
    ],
  })();
  return { http, leak: (password, times) => void leaks.set(hashOf(password), times) };
}
