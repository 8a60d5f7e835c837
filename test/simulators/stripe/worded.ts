import { NotInShop, Refused } from '../billing/shop-types.ts';
import type { Reply } from '../send-reply.ts';
import { stripeError } from './contract.ts';

/** The shop's refusals in Stripe's words. */
export function worded(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotInShop) {
      const message = 'No such thing.';
      return stripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message });
    }
    if (!(error instanceof Refused)) throw error;
    switch (error.reason) {
      case 'card-refused':
        return stripeError(402, {
          type: 'card_error',
          code: 'card_declined',
          message: 'Your card was declined.',
        });
      case 'action-required':
        return stripeError(402, {
          type: 'card_error',
          code: 'authentication_required',
          message: 'Your card was declined. This transaction requires authentication.',
        });
      case 'refunded-already':
        return stripeError(400, {
          type: 'invalid_request_error',
          code: 'charge_already_refunded',
          message: 'Already refunded.',
        });
      case 'already-canceled':
      case 'checkout-closed':
        return stripeError(400, { type: 'invalid_request_error', message: error.reason });
    }
  }
}
