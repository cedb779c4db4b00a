/** Limit of a cache: a large API has thousands of fields, and hundreds of different names. */
const MOST_KEPT = 10_000;

/**
 * Caches the result of `make` for each text, also an undefined one. A cache with `most` results is emptied.
 * Pages use this cache: `lru-cache` would add 19 kB to each of them, and evict by a finer rule than they need.
 */
export function memoize<T>(make: (text: string) => T, most = MOST_KEPT): (text: string) => T {
  const made = new Map<string, { result: T }>();
  return (text) => {
    const known = made.get(text);
    if (known) return known.result;
    const one = { result: make(text) };
    if (made.size >= most) made.clear();
    made.set(text, one);
    return one.result;
  };
}
