/** How fast a batch goes, from the ends of its last items: skipping is quick, and says nothing about the rest. */
export interface Pace {
  ended(at: number): void;
  /** Milliseconds until so many more have ended; null before two have. */
  remaining(items: number, now: number): number | null;
}

const window = 40;

export function createPace(): Pace {
  const ends: number[] = [];
  return {
    ended: (at) => {
      ends.push(at);
      if (ends.length > window) ends.shift();
    },
    remaining: (items, now) => {
      const [first] = ends;
      if (first === undefined || ends.length < 2) return null;
      return (Math.max(1, now - first) / (ends.length - 1)) * items;
    },
  };
}
