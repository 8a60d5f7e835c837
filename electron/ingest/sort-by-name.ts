/** Made once: a comparison that makes its own takes a hundred times as long. */
const { compare } = new Intl.Collator('en', { numeric: true });

/** Sorted or merged at a stretch: some milliseconds, then other work has its turn. */
const atOnce = 500;

interface Named {
  readonly name: string;
}

/** As people count: photo-2 comes before photo-10. Tens of thousands hold nobody up. */
export async function sortByName<Item extends Named>(
  items: readonly Item[],
): Promise<readonly Item[]> {
  let runs: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    if (at > 0) await turnOfOthers();
    runs.push(items.slice(at, at + atOnce).sort((a, b) => compare(a.name, b.name)));
  }
  while (runs.length > 1) {
    const merged: (readonly Item[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? []));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<Item extends Named>(
  left: readonly Item[],
  right: readonly Item[],
): Promise<readonly Item[]> {
  const merged: Item[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  for (;;) {
    const [one, other] = [left[fromLeft], right[fromRight]];
    if (one === undefined || other === undefined) break;
    const isFirst = compare(one.name, other.name) <= 0;
    merged.push(isFirst ? one : other);
    if (isFirst) fromLeft += 1;
    else fromRight += 1;
    if (merged.length % atOnce === 0) await turnOfOthers();
  }
  return [...merged, ...left.slice(fromLeft), ...right.slice(fromRight)];
}

async function turnOfOthers(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
