/** Formats values of two readers, so that equal values have equal text. */

/** Parses JSON with exact integers, as bigints. */
export function parseExactly(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, { source = "" }: { source?: string } = {}) =>
    typeof value === "number" && /^-?\d+$/.test(source) ? BigInt(source) : value,
  );
}

export function canonicalValue(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  // Go formats a float with the shortest digits, as JavaScript does. The next reader then finds an integer.
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalValue).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${pairs.map(([key, child]) => `${JSON.stringify(key)}:${canonicalValue(child)}`).join()}}`;
}
