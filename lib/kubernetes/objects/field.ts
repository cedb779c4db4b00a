/** Reads fields of unknown shape. Pure and without zod, because pages use these functions too. */

/** The value at a path of keys, or undefined. */
export function readField(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isRecord(current)) return undefined;
    current = current[key];
  }
  return current;
}

export function readText(value: unknown, ...path: string[]): string | undefined {
  const text = readField(value, ...path);
  return typeof text === "string" && text !== "" ? text : undefined;
}

export function readNumber(value: unknown, ...path: string[]): number | undefined {
  const number = readField(value, ...path);
  return typeof number === "number" ? number : undefined;
}

/** The items of a list; empty for any other value. */
export function readItems(value: unknown, ...path: string[]): unknown[] {
  const items = readField(value, ...path);
  return Array.isArray(items) ? items : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
