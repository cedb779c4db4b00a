/** Pseudorandom choices that a seed reproduces. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with the probability `share`. */
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** A random subset, in the original order. */
  some<T>(choices: readonly T[], share?: number): T[];
}

/** Mulberry32, seeded with a hash of the text. */
export function createRandom(seed: string): Random {
  let state = [...seed].reduce(
    (hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  );
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const chance = (share: number) => next() < share;
  return {
    int,
    chance,
    pick(choices) {
      for (const choice of choices.slice(int(0, choices.length - 1))) return choice;
      throw new Error("Nothing to pick from.");
    },
    some: (choices, share = 0.5) => choices.filter(() => chance(share)),
  };
}
