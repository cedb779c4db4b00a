interface Waiting {
  rank: number;
  start: () => void;
}

/** Gives a function that runs what it is given, at most `limit` at a time, the lowest rank first. */
export function createQueue(limit: number): <T>(rank: number, work: () => Promise<T>) => Promise<T> {
  const waiting: Waiting[] = [];
  let running = 0;

  function startNext(): void {
    if (running >= limit || waiting.length === 0) return;
    waiting.sort((a, b) => a.rank - b.rank);
    running += 1;
    waiting.shift()?.start();
  }

  return async (rank, work) => {
    await new Promise<void>((start) => {
      waiting.push({ rank, start });
      // Those who come in the same moment are ranked before one of them starts.
      queueMicrotask(startNext);
    });
    try {
      return await work();
    } finally {
      running -= 1;
      startNext();
    }
  };
}
