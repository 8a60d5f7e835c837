import { CloudError } from '../cloud-error.ts';
import type { Child, Children } from '../processes/children.ts';
import { freePort, loopback } from '../processes/free-port.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { SystemUser } from './unprivileged.ts';

export interface PostgresServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface ServerRequest {
  readonly folder: string;
  readonly wantedPort: number;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly children: Children;
  readonly durable: boolean;
}

/** Why a server did not come up, from the end of its log. */
type Failure =
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'damaged'; readonly reason: string };

export type StartResult =
  | { readonly ok: true; readonly server: PostgresServer }
  | { readonly ok: false; readonly reason: string };

const portAttempts = 5;
const startLimitMs = 60_000;

/** Postgres gives no other sign than these lines, which are English here (`--locale=C`). */
function classifyFailure(output: string): Failure {
  if (/could not bind|could not create any TCP\/IP sockets/.test(output)) {
    return { kind: 'port-taken' };
  }
  if (/lock file "postmaster\.pid" already exists|pre-existing shared memory/.test(output)) {
    return { kind: 'in-use' };
  }
  const last = output
    .split('\n')
    .filter((line) => /FATAL|PANIC/.test(line))
    .at(-1);
  return { kind: 'damaged', reason: last?.trim() ?? 'it does not start' };
}

async function untilReady(child: Child): Promise<boolean> {
  const ready = new Promise<boolean>((resolve) => {
    const forget = child.onOutput(() => {
      if (!child.output().includes('database system is ready to accept connections')) return;
      forget();
      resolve(true);
    });
  });
  const limit = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), startLimitMs).unref();
  });
  return Promise.race([ready, child.ended.then(() => false), limit]);
}

function launch(request: ServerRequest, port: number): Child {
  const settings = {
    listen_addresses: loopback,
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    max_connections: '120',
    jit: 'off',
    shared_buffers: '64MB',
    logging_collector: 'off',
    ...(request.durable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return request.children.start({
    name: 'postgres',
    command: request.binaries.postgres,
    args: [
      '-D',
      request.folder,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    environment: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
    // A fast shutdown: clients are sent away, everything is on disk.
    stopSignal: 'SIGINT',
    user: request.user,
  });
}

/**
 * Starts Postgres on a cluster.
 * @returns not ok if the cluster is damaged
 * @throws CloudError if another server runs on it, or no port can be had
 */
export async function startServer(request: ServerRequest): Promise<StartResult> {
  for (let attempt = 0; attempt < portAttempts; attempt += 1) {
    const port = await freePort(attempt === 0 ? request.wantedPort : 0);
    const child = launch(request, port);
    if (await untilReady(child)) return { ok: true, server: { port, stop: child.stop } };
    await child.stop();
    const failure = classifyFailure(child.output());
    switch (failure.kind) {
      case 'port-taken':
        continue;
      case 'in-use':
        throw new CloudError(
          `Another embedded cloud is running on ${request.folder}.`,
          'Stop it first, or give this one a data folder of its own (--data DIR).',
        );
      case 'damaged':
        return { ok: false, reason: failure.reason };
    }
  }
  throw new CloudError('Postgres found no free port.', 'Close some programs and try again.');
}
