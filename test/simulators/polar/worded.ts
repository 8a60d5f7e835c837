import { NotInShop, Refused } from '../billing/shop-types.ts';
import { type Reply, jsonReply } from '../send-reply.ts';

/** The shop's refusals in Polar's words. */
export function worded(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotInShop) {
      return jsonReply(404, { error: 'ResourceNotFound', detail: 'Not found' });
    }
    if (!(error instanceof Refused)) throw error;
    const said = {
      'card-refused': { status: 402, error: 'PaymentFailed' },
      'action-required': { status: 402, error: 'PaymentActionRequired' },
      'already-canceled': { status: 403, error: 'AlreadyCanceledSubscription' },
      'refunded-already': { status: 403, error: 'RefundedAlready' },
      'checkout-closed': { status: 403, error: 'NotOpenCheckout' },
    }[error.reason];
    return jsonReply(said.status, { error: said.error, detail: error.reason });
  }
}
