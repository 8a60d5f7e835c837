import { type OperationId, operations } from '../../electron/contract/operations.ts';
import type { ProviderId, ProviderInfo } from '../../electron/contract/providers.ts';
import type { ResolvedSettings } from '../../electron/contract/resolved-settings.ts';

/** What leaves the computer for one operation, and to whom it may go. */
export interface Audience {
  /** It can be done without anything leaving. */
  readonly here: boolean;
  /** Who may be asked as things are set now, in the user's order. */
  readonly sentTo: readonly ProviderId[];
  readonly sends: readonly ('image' | 'mask' | 'reference' | 'words')[];
}

type PrivacySettings = Pick<
  ResolvedSettings,
  'onDeviceOnly' | 'disabledProviders' | 'providerOrder'
>;

/** Who may see what is worked on, by operation. Pure. */
export function whoSees(
  operation: OperationId,
  providers: readonly ProviderInfo[],
  settings: PrivacySettings,
): Audience {
  const able = providers.filter(
    ({ id, configured, capabilities }) =>
      configured &&
      !settings.disabledProviders.includes(id) &&
      capabilities.some((one) => one.operation === operation),
  );
  const sentTo = settings.onDeviceOnly
    ? []
    : able.map(({ id }) => id).filter((id) => id !== 'on-device');
  const place = (id: ProviderId): number => settings.providerOrder.indexOf(id);
  return {
    here: able.some(({ id }) => id === 'on-device'),
    sentTo: sentTo.toSorted((one, other) => place(one) - place(other)),
    sends: sentTo.length === 0 ? [] : contentsOf(operation),
  };
}

function contentsOf(operation: OperationId): Audience['sends'] {
  const { input, mask, reference, options } = operations[operation];
  const hasWords = ['prompt', 'question', 'search', 'select'].some((name) => name in options.shape);
  return [
    ...(input === 'image' ? (['image'] as const) : []),
    ...(mask === 'required' ? (['mask'] as const) : []),
    ...(reference === 'required' ? (['reference'] as const) : []),
    ...(hasWords ? (['words'] as const) : []),
  ];
}

/** The user's order with providers that it does not name yet at its end. */
export function completeOrder(
  order: readonly ProviderId[],
  all: readonly ProviderId[],
): readonly ProviderId[] {
  return [...new Set([...order, ...all])];
}
