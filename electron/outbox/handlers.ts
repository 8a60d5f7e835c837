import { type Scope, localScope } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import type { OutputOf, ParsedInputOf } from '../contract/channels.ts';
import type { syncChannels } from '../contract/sync.ts';
import type { Outbox } from './outbox.ts';

/** What the window may ask of the outbox; the state of the connection is the sync's to tell. */
type OutboxChannel = Exclude<keyof typeof syncChannels, 'sync.status' | 'sync.now'>;

export type OutboxHandlers = {
  readonly [Name in OutboxChannel]: (input: ParsedInputOf<Name>) => OutputOf<Name>;
};

export interface OutboxHandlerOptions {
  readonly outbox: Outbox;
  /** Whose library is shown. */
  readonly scope: () => Scope;
  /** What waits or was refused is another number now: the window wants to hear it. */
  readonly onChanged: () => void;
}

export function outboxHandlers({ outbox, scope, onChanged }: OutboxHandlerOptions): OutboxHandlers {
  const account = () => {
    const shown = scope();
    return shown === localScope ? null : shown;
  };
  const requireAccount = () => {
    const shown = account();
    if (shown === null) throw fail('not-allowed', { cause: 'no account is shown' });
    return shown;
  };

  return {
    'sync.refused': () => {
      const shown = account();
      return shown === null ? [] : outbox.refused(shown);
    },
    'sync.retry-refused': (ids) => {
      outbox.retryRefused(requireAccount(), ids);
      onChanged();
    },
    'sync.discard-refused': (ids) => {
      outbox.discardRefused(requireAccount(), ids);
      onChanged();
    },
    'sync.elsewhere-assets': (page) => {
      const shown = account();
      return shown === null ? { total: 0, assets: [] } : outbox.elsewhere.assets(shown, page);
    },
    'sync.elsewhere-jobs': (page) => {
      const shown = account();
      return shown === null ? { total: 0, jobs: [] } : outbox.elsewhere.jobs(shown, page);
    },
    'sync.bring-along-offer': () => {
      const shown = account();
      return shown === null ? null : outbox.bringAlongOffer(shown);
    },
    'sync.bring-along': (choice) => {
      outbox.bringAlong(requireAccount(), choice);
      onChanged();
    },
  };
}
