import { appError } from '../contract/app-error.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { AiProvider } from '../providers/provider.ts';
import type { RouterPorts } from './ports.ts';
import type { ProviderStates } from './provider-states.ts';
import { withDeadline } from './with-deadline.ts';

const PROBE_DEADLINE_MS = 10_000;

const accountErrors = {
  'bad-key': 'provider-bad-key',
  'no-credit': 'provider-no-credit',
  forbidden: 'provider-forbidden',
} as const;

/** Asks resting providers, by free calls, whether they are well again. */
interface Probes {
  /** Probes those whose rest is over; one that is being asked isn't asked twice. Never rejects. */
  runDue(signal: AbortSignal): Promise<void>;
}

export function createProbes(
  ports: Pick<RouterPorts, 'clock' | 'providers' | 'accounts' | 'monitor'>,
  states: ProviderStates,
): Probes {
  const asked = new Set<ProviderId>();

  async function probe(provider: AiProvider, signal: AbortSignal): Promise<void> {
    asked.add(provider.id);
    try {
      const healthy = await isWell(provider, signal);
      if (!signal.aborted) states.probed(provider.id, healthy);
    } finally {
      asked.delete(provider.id);
    }
  }

  async function isWell(provider: AiProvider, signal: AbortSignal): Promise<boolean> {
    const work = (inner: AbortSignal): ReturnType<AiProvider['getHealth']> =>
      provider.getHealth(inner);
    const answer = await withDeadline({
      clock: ports.clock,
      deadlineMs: PROBE_DEADLINE_MS,
      signal,
      work,
    }).catch(() => null);
    if (answer?.status !== 'ended') return false;
    if (answer.value.status === 'account') {
      // It answers, so it is well; what ails is the account.
      const error = appError(accountErrors[answer.value.reason], {
        params: { provider: provider.id },
      });
      ports.accounts.close(provider.id, error);
      ports.monitor({ type: 'account-closed', provider: provider.id, error });
    }
    return answer.value.status !== 'down';
  }

  return {
    async runDue(signal) {
      const due = ports
        .providers()
        .filter(({ provider: { id } }) => states.isProbeDue(id) && !asked.has(id));
      await Promise.all(due.map(({ provider }) => probe(provider, signal)));
    },
  };
}
