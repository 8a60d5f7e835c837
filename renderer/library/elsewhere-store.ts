import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { ElsewhereAsset, ElsewhereJob } from '../../electron/contract/sync.ts';
import { call } from '../bridge.ts';
import { attempt } from '../stores/toasts.ts';

/** What the account's other devices have made, as far as this one was told. */
interface Elsewhere {
  /** Which part of the library is in sight. */
  readonly where: 'here' | 'elsewhere';
  readonly what: 'images' | 'jobs';
  readonly text: string;
  /** Null: not yet asked. */
  readonly total: number | null;
  readonly assets: readonly ElsewhereAsset[];
  readonly jobs: readonly ElsewhereJob[];
}

const shownAtOnce = 100;

export const useElsewhere = create<Elsewhere>(() => ({
  where: 'here',
  what: 'images',
  text: '',
  total: null,
  assets: [],
  jobs: [],
}));

/** Answers to questions of an earlier round are thrown away. */
let round = 0;

/** Reads the list afresh: what is shown stays until the answer has come. */
export async function readElsewhere(): Promise<void> {
  await read(0);
}

export async function readMoreElsewhere(): Promise<void> {
  const { what, assets, jobs } = useElsewhere.getState();
  await read((what === 'images' ? assets : jobs).length);
}

async function read(offset: number): Promise<void> {
  round += 1;
  const asked = round;
  const { what, text } = useElsewhere.getState();
  const page = { text, offset, limit: shownAtOnce };
  if (what === 'images') {
    const { total, assets } = await call('sync.elsewhere-assets', page);
    if (asked === round)
      useElsewhere.setState((before) => ({
        total,
        assets: offset === 0 ? assets : [...before.assets, ...assets],
      }));
  } else {
    const { total, jobs } = await call('sync.elsewhere-jobs', page);
    if (asked === round)
      useElsewhere.setState((before) => ({
        total,
        jobs: offset === 0 ? jobs : [...before.jobs, ...jobs],
      }));
  }
}

export function showWhere(where: Elsewhere['where']): void {
  useElsewhere.setState({ where });
}

/** Another list, or another search in it. */
export async function lookElsewhere(
  change: Partial<Pick<Elsewhere, 'what' | 'text'>>,
): Promise<void> {
  const another = change.what !== undefined && change.what !== useElsewhere.getState().what;
  useElsewhere.setState({ ...change, ...(another && { total: null, assets: [], jobs: [] }) });
  await readElsewhere();
}

/** Another account: nothing of the one before stays in sight. */
export function forgetElsewhere(): void {
  round += 1;
  useElsewhere.setState(({ where }) => ({ ...useElsewhere.getInitialState(), where }), true);
  if (useElsewhere.getState().where === 'elsewhere') attempt(readElsewhere);
}

export function receiveElsewhereEvent(event: AppEvent): void {
  if (event.type === 'elsewhere-changed' && useElsewhere.getState().where === 'elsewhere')
    attempt(readElsewhere);
}
