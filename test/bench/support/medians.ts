const WARM_UP = 0.2;

/** The medians of several ways to do the same, in milliseconds; they take turns, so that they share the weather. */
export async function medians<Name extends string>(
  ways: Readonly<Record<Name, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const times = new Map(names.map((name): [Name, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const start = performance.now();
      await ways[name]();
      if (round >= rounds * WARM_UP) times.get(name)?.push(performance.now() - start);
    }
  }
  const median = (samples: number[]): number =>
    samples.toSorted((left, right) => left - right)[samples.length >> 1] ?? 0;
  return Object.fromEntries([...times].map(([name, samples]) => [name, median(samples)])) as Record<
    Name,
    number
  >;
}
