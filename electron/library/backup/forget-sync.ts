import type { Store } from '../store.ts';

/**
 * A restored library hears everything from the cloud anew, and gives out no number again that it gave
 * an operation after the backup was made. The epoch stays: the numbers in the library are its own.
 */
export function forgetSync(store: Store): void {
  store.run('update sync_state set cursor = null, pulled = 0, next_n = next_n + 1000000');
}
