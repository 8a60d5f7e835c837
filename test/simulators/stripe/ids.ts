/** Stripe names its things by a prefix; behind it is the shop's own id. */
const prefixes = {
  customer: 'cus',
  session: 'cs_test',
  subscription: 'sub',
  item: 'si',
  schedule: 'sub_sched',
  invoice: 'in',
  payment: 'pi',
  refund: 're',
  event: 'evt',
} as const;

type Kind = keyof typeof prefixes;

export function stripeId(kind: Kind, shopId: string): string {
  return `${prefixes[kind]}_${shopId.replaceAll('-', '')}`;
}

/** The shop's own id; what has another prefix is nothing of the shop's. */
export function shopIdOf(kind: Kind, id: string): string {
  const hex = id.startsWith(`${prefixes[kind]}_`) ? id.slice(prefixes[kind].length + 1) : '';
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
