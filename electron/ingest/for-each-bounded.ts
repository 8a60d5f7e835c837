/**
 * Maps items with at most `atOnce` in hand; results keep the items' order. After an abort no further
 * item begins, and the results are those of the items begun.
 */
export async function forEachBounded<Item, Value>(
  { items, atOnce, signal }: { items: readonly Item[]; atOnce: number; signal: AbortSignal },
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const results = new Map<number, Value>();
  const entries = items.entries();
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const [index, item] of entries) {
      if (signal.aborted) return;
      results.set(index, await work(item));
    }
  });
  await Promise.all(lanes);
  return [...results].sort(([a], [b]) => a - b).map(([, value]) => value);
}
