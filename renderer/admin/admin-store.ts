import { create } from 'zustand';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';
import type {
  ConfigOutcome,
  ConfigProblem,
  ConfigVerdict,
  ServedConfig,
} from '../../electron/contract/config-channels.ts';
import { type ConfigPath, currentSchemaVersion } from '../../electron/contract/config-fields.ts';
import type { ConfigChannel } from '../../electron/contract/remote-config.ts';
import { call } from '../bridge.ts';
import { type Draft, saysTheSame, withValue, withoutValue } from './document.ts';

interface Admin {
  readonly channel: ConfigChannel;
  readonly view: 'form' | 'json' | 'margins';
  readonly served: Readonly<Partial<Record<ConfigChannel, ServedConfig>>>;
  /** One for each channel, so that a look at another one loses nothing. */
  readonly drafts: Readonly<Partial<Record<ConfigChannel, Draft>>>;
  /** Why a channel could not be read. */
  readonly error: AppError | null;
  /** What the cloud found wrong with the draft when it was last asked. */
  readonly refused: readonly ConfigProblem[];
  /** Somebody else has published since the draft was begun. */
  readonly conflict: boolean;
}

export const useAdmin = create<Admin>(() => ({
  channel: 'development',
  view: 'form',
  served: {},
  drafts: {},
  error: null,
  refused: [],
  conflict: false,
}));

const emptyDraft: Draft = { schemaVersion: currentSchemaVersion };

/** What is edited of a channel: the draft, or what is served. */
export function draftOf({ channel, drafts, served }: Admin): Draft {
  const document = served[channel]?.document;
  const isEmpty = document === undefined || Object.keys(document).length === 0;
  return drafts[channel] ?? (isEmpty ? emptyDraft : document);
}

export function hasChanges(admin: Admin): boolean {
  const served = admin.served[admin.channel];
  return served !== undefined && !saysTheSame(draftOf(admin), draftOf({ ...admin, drafts: {} }));
}

export async function openChannel(channel: ConfigChannel): Promise<void> {
  useAdmin.setState({ channel, error: null, refused: [], conflict: false });
  try {
    keepServed(await call('admin.config.load', channel));
  } catch (thrown) {
    if (useAdmin.getState().channel === channel) useAdmin.setState({ error: toAppError(thrown) });
  }
}

export function setDraft(draft: Draft): void {
  useAdmin.setState(({ channel, drafts }) => ({
    drafts: { ...drafts, [channel]: draft },
    refused: [],
  }));
}

export function setValue(path: ConfigPath, value: unknown): void {
  setDraft(withValue(draftOf(useAdmin.getState()), path, value));
}

export function unsetValue(path: ConfigPath): void {
  setDraft(withoutValue(draftOf(useAdmin.getState()), path));
}

/** Back to what is served. */
export function dropDraft(): void {
  useAdmin.setState(({ channel, drafts }) => {
    const { [channel]: _draft, ...others } = drafts;
    return { drafts: others, refused: [], conflict: false };
  });
}

/** Asks the cloud what is wrong with the draft, and what it would change. */
export async function reviewDraft(): Promise<ConfigVerdict> {
  const admin = useAdmin.getState();
  const verdict = await call('admin.config.validate', {
    channel: admin.channel,
    document: asJson(draftOf(admin)),
  });
  useAdmin.setState({ refused: verdict.problems });
  return verdict;
}

export async function publishDraft(note: string, percent: number): Promise<ConfigOutcome> {
  const admin = useAdmin.getState();
  const outcome = await call('admin.config.publish', {
    channel: admin.channel,
    document: asJson(draftOf(admin)),
    note,
    percent,
    seenRevision: seenRevision(admin),
  });
  if (outcome.outcome === 'done') dropDraft();
  takeOutcome(outcome);
  return outcome;
}

export async function rollBack(version: number): Promise<ConfigOutcome> {
  const admin = useAdmin.getState();
  const { channel } = admin;
  return takeOutcome(
    await call('admin.config.rollback', { channel, version, seenRevision: seenRevision(admin) }),
  );
}

export async function setPercent(percent: number): Promise<ConfigOutcome> {
  const admin = useAdmin.getState();
  const { channel } = admin;
  return takeOutcome(
    await call('admin.config.percent', { channel, percent, seenRevision: seenRevision(admin) }),
  );
}

function takeOutcome(outcome: ConfigOutcome): ConfigOutcome {
  switch (outcome.outcome) {
    case 'done':
      keepServed(outcome.served);
      useAdmin.setState({ conflict: false });
      break;
    case 'conflict':
      keepServed(outcome.served);
      useAdmin.setState({ conflict: true });
      break;
    case 'refused':
      useAdmin.setState({ refused: outcome.problems });
      break;
  }
  return outcome;
}

function keepServed(config: ServedConfig): void {
  useAdmin.setState(({ served }) => ({ served: { ...served, [config.channel]: config } }));
}

function seenRevision({ served, channel }: Admin): number {
  return served[channel]?.revision ?? 0;
}

/** A draft is made of values of forms and of JSON texts alone. */
function asJson(draft: Draft): ServedConfig['document'] {
  return draft as ServedConfig['document'];
}
