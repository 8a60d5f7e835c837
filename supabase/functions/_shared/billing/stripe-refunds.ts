import type Stripe from 'npm:stripe@23.1.0';
import { BillingFailure, type BillingProvider } from './billing-provider.ts';
import { invoicesSchema, paymentOf, paymentSchema } from './stripe-answers.ts';
import { call } from './stripe-client.ts';

/** Money back, each sum under an idempotency key of its own. */
export function createStripeRefunds(stripe: Stripe): Pick<BillingProvider, 'refund' | 'refundAll'> {
  /** Newest first. */
  async function paidInvoices(subscription: string) {
    const listed = await call(() =>
      stripe.invoices.list({ subscription, status: 'paid', limit: 100, expand: ['data.payments'] }),
    );
    return invoicesSchema.parse(listed).data.sort((left, right) => right.created - left.created);
  }

  return {
    async refund(subscriptionId, { cents, operationId }) {
      const newest = (await paidInvoices(subscriptionId)).find(
        ({ amount_paid: paid }) => paid >= cents,
      );
      const payment = newest === undefined ? null : paymentOf(newest);
      if (payment === null) throw new BillingFailure('refused');
      await call(() =>
        stripe.refunds.create(
          {
            payment_intent: payment,
            amount: cents,
            reason: 'requested_by_customer',
            metadata: { operation_id: operationId },
          },
          { idempotencyKey: operationId },
        ),
      );
    },

    async refundAll(subscriptionId) {
      let given = 0;
      for (const invoice of await paidInvoices(subscriptionId)) {
        const id = paymentOf(invoice);
        if (id === null) continue;
        const { amount_received: received, latest_charge: charge } = paymentSchema.parse(
          await call(() => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })),
        );
        if (received > (charge?.amount_refunded ?? 0)) {
          // Without a sum it is what is left of it.
          await call(() =>
            stripe.refunds.create(
              { payment_intent: id, reason: 'duplicate' },
              { idempotencyKey: `refund-all:${id}` },
            ),
          );
        }
        given += received;
      }
      return given;
    },
  };
}
