import {
  REALTIME_SUBSCRIBE_STATES as states,
  type RealtimeClientOptions,
  createClient,
} from '@supabase/supabase-js';
import { WebSocket as WebSocketOfWs } from 'ws';
import type { ConfigChannel } from '../../contract/remote-config.ts';

/** Word that something else may be served. It may be lost, doubled or wrong, and harms never. */
export interface ConfigHints {
  stop(): Promise<void>;
}

export interface HintParts {
  readonly url: string;
  readonly key: string;
  readonly channel: ConfigChannel;
  /** Called after joining too: what was said before was not heard. */
  readonly onHint: () => void;
}

// `ws` has the methods of the standard that the library calls; its types say more than that.
const socketOfWs = WebSocketOfWs as unknown as NonNullable<RealtimeClientOptions['transport']>;

const reopenMs = 10_000;

/** The channel's private broadcasts, heard without an account, joined again until it is stopped. */
export function hearConfigHints({ url, key, channel, onHint }: HintParts): ConfigHints {
  const supabase = createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    realtime: typeof globalThis.WebSocket === 'undefined' ? { transport: socketOfWs } : {},
  });
  let stopped = false;
  let reopening: NodeJS.Timeout | undefined;

  async function open(): Promise<void> {
    await supabase.realtime.setAuth().catch(() => undefined);
    if (stopped) return;
    supabase
      .channel(`config:${channel}`, { config: { private: true } })
      .on('broadcast', { event: 'config' }, onHint)
      .subscribe((status) => {
        if (status === states.SUBSCRIBED) onHint();
        // Lost sockets are the library's to open again; a channel that the cloud closed is ours.
        if (status === states.CLOSED && !stopped) {
          reopening = setTimeout(() => void open(), reopenMs).unref();
        }
      });
  }

  void open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(reopening);
      await supabase.removeAllChannels();
      await supabase.realtime.disconnect();
    },
  };
}
