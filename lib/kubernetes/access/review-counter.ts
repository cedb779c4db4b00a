/** How access reviews went since the start. */
export interface ReviewFigures {
  /** Reviews that the API server answered. */
  answered: number;
  /** Answers from the cache. */
  cached: number;
  failed: number;
  /** Milliseconds that the API server took for an answer on average; undefined before the first. */
  averageMilliseconds: number | undefined;
}

export interface ReviewCounter {
  /** Counts an answer from the cache. */
  hit(): void;
  /** Counts and times a review that is sent. */
  time<T>(review: () => Promise<T>): Promise<T>;
  figures(): ReviewFigures;
}

/** @param now milliseconds since 1970 */
export function createReviewCounter(now: () => number): ReviewCounter {
  let answered = 0;
  let cached = 0;
  let failed = 0;
  let milliseconds = 0;
  return {
    hit() {
      cached += 1;
    },
    async time(review) {
      const started = now();
      try {
        const answer = await review();
        answered += 1;
        milliseconds += now() - started;
        return answer;
      } catch (error) {
        failed += 1;
        throw error;
      }
    },
    figures: () => ({
      answered,
      cached,
      failed,
      averageMilliseconds: answered > 0 ? milliseconds / answered : undefined,
    }),
  };
}
