import { NotInShop, Refused } from '../billing/shop-types.ts';
import type { Reply } from '../send-reply.ts';
import { paypalError } from './contract.ts';

/** The shop's refusals in PayPal's words. */
export function worded(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotInShop) {
      return paypalError(404, { name: 'RESOURCE_NOT_FOUND', issue: 'INVALID_RESOURCE_ID' });
    }
    if (!(error instanceof Refused)) throw error;
    const issue = {
      'card-refused': 'INSTRUMENT_DECLINED',
      'action-required': 'PAYER_ACTION_REQUIRED',
      'already-canceled': 'SUBSCRIPTION_STATUS_INVALID',
      'refunded-already': 'CAPTURE_FULLY_REFUNDED',
      'checkout-closed': 'SUBSCRIPTION_STATUS_INVALID',
    }[error.reason];
    return paypalError(422, { name: 'UNPROCESSABLE_ENTITY', issue });
  }
}
