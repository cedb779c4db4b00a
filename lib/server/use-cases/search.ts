import "server-only";

/**
 * The search of a list: true for a row that contains every word of `q`, in any case and order. Without words every row
 * fits.
 */
export function createSearch(q: string | undefined): (row: readonly (string | undefined)[]) => boolean {
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return (row) => {
    if (words.length === 0) return true;
    const text = row.join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
