import type { accountChannels } from '../contract/account-channels.ts';
import type { billingChannels } from '../contract/billing.ts';
import type { OutputOf, ParsedInputOf } from '../contract/channels.ts';
import type { syncChannels } from '../contract/sync.ts';

/** Channels that the cloud part of the app answers. */
export type CloudChannel =
  | keyof typeof accountChannels
  | keyof typeof syncChannels
  | keyof typeof billingChannels;

/** Inputs come parsed; what is thrown becomes the error of the window's Result. */
export type CloudHandlers = {
  readonly [Name in CloudChannel]: (
    input: ParsedInputOf<Name>,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};
