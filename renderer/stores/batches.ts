/** What one call to the main process may carry at most. */
const mostInOneCall = 1000;

/** Lists as long as one call may carry. */
export function inBatches<Item>(
  items: readonly Item[],
  size = mostInOneCall,
): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
