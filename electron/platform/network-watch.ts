export interface NetworkWatch {
  /** Whether there is a network now; the answer is remembered. */
  ask(): boolean;
  /** True once after a time without a network, however short it was. */
  hasComeBack(): boolean;
}

/**
 * Nothing tells when the network comes back, so it is asked for. A job that was told "no" waits for
 * that moment: each such answer counts, not only those that a timer happened to see.
 */
export function createNetworkWatch(isOnline: () => boolean): NetworkWatch {
  let wasOffline = false;
  const ask = (): boolean => {
    const online = isOnline();
    if (!online) wasOffline = true;
    return online;
  };
  return {
    ask,
    hasComeBack: () => {
      if (!ask() || !wasOffline) return false;
      wasOffline = false;
      return true;
    },
  };
}
