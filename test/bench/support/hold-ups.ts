/**
 * How long this thread answered nobody while some work went on: a timer of a millisecond, and by how
 * much it came late, in milliseconds, 1 time of 100. The best of three rounds: what else this
 * machine does is not the work's.
 */
export async function holdUps(work: () => Promise<void>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const late: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      late.push(now - last - 1);
      last = now;
    }, 1);
    await work();
    clearInterval(timer);
    late.push(performance.now() - last - 1);
    rounds.push(late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? Number.NaN);
  }
  return Math.min(...rounds);
}
