/**
 * Where a request comes from, as the nearest proxy saw it: what a client writes into these headers
 * itself stands further left, or is replaced.
 */
export function clientAddress(headers: Headers): string {
  const seen = headers.get('cf-connecting-ip') ?? headers.get('x-forwarded-for')?.split(',').at(-1);
  return networkOf(seen?.trim() ?? '');
}

/** An IPv6 customer has 2^64 addresses: they count as one. */
function networkOf(address: string): string {
  if (address === '') return 'unknown';
  if (!address.includes(':')) return address.slice(0, 45);
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').slice(0, 4))
    .join(':')}::/64`;
}
