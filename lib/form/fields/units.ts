/** Units: of a field by its name, and between the number and the letters of a quantity. */

/** Names that end in one of these say their unit for certain. */
const UNITS: readonly [word: string, unit: string][] = [
  ["Milliseconds", "ms"],
  ["Millis", "ms"],
  ["Seconds", "s"],
  ["Minutes", "min"],
  ["Hours", "h"],
  ["Days", "days"],
  ["Bytes", "bytes"],
  ["Percent", "%"],
  ["Percentage", "%"],
];

/** The unit that a number's name ends in; undefined for what is no number, or says none. */
export function guessUnit(name: string, type: unknown): string | undefined {
  if (type !== "integer" && type !== "number") return undefined;
  return UNITS.find(([word]) => {
    const small = word.toLowerCase();
    return name.endsWith(word) || name.endsWith(`_${small}`) || name === small;
  })?.[1];
}

/** `20Gi` → `20 Gi`; `500m`, which is no unit of its own, and all else stay. */
export function formatQuantity(text: string): string {
  return text.replace(/^([+-]?[\d.]+)([kMGTPE]|[KMGTPE]i)$/, "$1 $2");
}
