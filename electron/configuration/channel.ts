import { type ConfigChannel, configChannelSchema } from '../contract/remote-config.ts';

/** The channel that an app follows: EMULSION_CHANNEL where it names one, else by its kind. Pure. */
export function followedChannel(
  environment: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
): ConfigChannel {
  const named = configChannelSchema.safeParse(environment['EMULSION_CHANNEL']);
  return named.data ?? (isPackaged ? 'production' : 'development');
}
