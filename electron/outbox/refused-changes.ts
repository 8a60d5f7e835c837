import type { AccountId } from '../contract/account.ts';
import { assetIdSchema, jobIdSchema } from '../contract/ids.ts';
import type { RefusedChange } from '../contract/sync.ts';
import type { FollowParts } from './follow.ts';
import { follow, isHere } from './follow.ts';
import type { Refused } from './outbox-table.ts';
import type { SettingsFollower } from './settings-follower.ts';
import type { Witness } from './witness.ts';

/** What the cloud refused for good: it blocks nothing, and the user decides what becomes of it. */
export interface RefusedChanges {
  list(account: AccountId): readonly RefusedChange[];
  /** As new operations; unknown ids are passed over. */
  retry(account: AccountId, ids: readonly string[]): void;
  discard(account: AccountId, ids: readonly string[]): void;
}

export interface RefusedParts extends FollowParts {
  readonly witness: Witness;
  readonly settings: SettingsFollower;
  /** Tells an own job anew; passes over an unknown one. */
  readonly tellJob: (id: string) => void;
}

export function createRefusedChanges(parts: RefusedParts): RefusedChanges {
  const { store, outbox, mirror, recorder, witness, settings } = parts;

  function each(account: AccountId, ids: readonly string[], work: (change: Refused) => void): void {
    const chosen = new Set(ids);
    store.transaction(() => {
      for (const change of outbox.refused(account)) {
        if (!chosen.has(change.opId)) continue;
        outbox.drop(change.opId);
        work(change);
      }
    });
  }

  function retry(change: Refused): void {
    const { kind, key, deleted, fields } = change;
    mirror.setUnsynced(change, false);
    // Whatever this device believes: the cloud has no such row any more.
    if (change.reason === 'gone') mirror.drop(change);
    if (!isHere(store, change)) recorder.add(change, { deleted, fields });
    else if (kind === 'asset') witness.assets.written(assetIdSchema.parse(key));
    else parts.tellJob(jobIdSchema.parse(key));
  }

  function discard(change: Refused): void {
    const { account, kind, key } = change;
    if (kind === 'setting') settings.accept(account, key);
    else follow(parts, change);
  }

  return {
    list: (account) =>
      outbox.refused(account).map((change) => ({
        id: change.opId,
        kind: change.kind,
        title: titleOf(change, mirror.get(change)?.fields),
        reason: change.reason,
        changedAt: change.changedAt,
      })),
    retry: (account, ids) => each(account, ids, retry),
    discard: (account, ids) => each(account, ids, discard),
  };
}

function titleOf({ kind, key, fields }: Refused, known: Refused['fields'] = {}): string {
  const named = (name: string): string | null => {
    const value = fields[name] ?? known[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const title = {
    asset: named('name'),
    job: named('title'),
    recipe: named('name'),
    usage: named('provider'),
    setting: null,
  }[kind];
  return (title ?? key).slice(0, 255);
}
