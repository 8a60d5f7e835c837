import { isDeepStrictEqual } from 'node:util';
import type { ExportOptions } from '../contract/images.ts';
import { type Settings, settingsPatchSchema, settingsSchema } from '../contract/settings.ts';

/**
 * Settings that follow an account. What guards privacy, and what belongs to one machine (addresses,
 * keys, how much it can bear), stays where it was set.
 */
export const syncedSettings = [
  'theme',
  'language',
  'policy',
  'providerOrder',
  'budgets',
  'preferredModels',
  'cacheResults',
  'export',
] as const satisfies readonly (keyof Settings)[];
export type SyncedSetting = (typeof syncedSettings)[number];

export type SyncedValues = Readonly<Partial<Record<SyncedSetting, unknown>>>;

/** What a setting was here and there when both were last compared. */
export interface Compared {
  readonly here?: unknown;
  readonly there?: unknown;
}

export interface SettingsQuestion {
  readonly here: Settings;
  /** As the account has them; what is not valid is passed over. */
  readonly there: SyncedValues;
  readonly compared: Readonly<Record<string, Compared>>;
  /** ours: the file has this account's values; other: another account's; nobody's: no account yet. */
  readonly file: 'ours' | 'other' | "nobody's";
}

export interface SettingsAnswer {
  /** To be written into the file. */
  readonly apply: Partial<Settings>;
  /** To be told to the account. */
  readonly tell: SyncedValues;
}

/**
 * A setting changed here is told; one changed there is applied; changed in both places, the one here
 * wins, since the cloud hears it last. The first time the account wins. Pure.
 */
export function compareSettings({ here, there, compared, file }: SettingsQuestion): SettingsAnswer {
  const apply: Partial<Settings> = {};
  const tell: Record<string, unknown> = {};
  for (const name of syncedSettings) {
    const mine = here[name];
    const theirs = admitted(name, there[name], here);
    const before = file === 'ours' ? compared[name] : undefined;
    const changedHere = before !== undefined && !isDeepStrictEqual(before.here, mine);
    const changedThere = before === undefined || !isDeepStrictEqual(before.there, there[name]);
    if (changedHere) tell[name] = mine;
    else if (theirs === undefined) {
      if (file === "nobody's" && !isDeepStrictEqual(mine, defaults[name])) tell[name] = mine;
    } else if (changedThere && !isDeepStrictEqual(theirs[name], mine)) Object.assign(apply, theirs);
  }
  return { apply, tell };
}

const defaults = settingsSchema.parse({});

const strictness: readonly ExportOptions['metadata'][] = ['keep', 'strip-location', 'strip'];

/** A value from the account, as far as it may count here: it never opens what is closed here. */
function admitted(
  name: SyncedSetting,
  value: unknown,
  here: Settings,
): Partial<Settings> | undefined {
  const parsed = value === undefined ? undefined : settingsPatchSchema.safeParse({ [name]: value });
  if (parsed?.success !== true) return undefined;
  const patch = parsed.data;
  // Only the user of this device lets images leave it, or leaves in them what was taken out so far.
  if (name === 'policy' && here.policy === 'private') return { policy: 'private' };
  if (patch.export === undefined) return patch;
  const kept = [patch.export.metadata, here.export.metadata].map((each) =>
    strictness.indexOf(each),
  );
  return { export: { ...patch.export, metadata: strictness[Math.max(...kept)] ?? 'strip' } };
}
