/** Units: the unit in a field's name, and the space between the number and the unit of a quantity. */

/** Names with one of these endings have that unit. */
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

/** The unit at the end of a number field's name; undefined for other types, and for names without a unit. */
export function guessUnit(name: string, type: unknown): string | undefined {
  if (type !== "integer" && type !== "number") return undefined;
  return UNITS.find(([word]) => {
    const small = word.toLowerCase();
    return name.endsWith(word) || name.endsWith(`_${small}`) || name === small;
  })?.[1];
}

/** `20Gi` → `20 Gi`. `500m` stays, because m is not shown as a unit, and so does any other text. */
export function formatQuantity(text: string): string {
  return text.replace(/^([+-]?[\d.]+)([kMGTPE]|[KMGTPE]i)$/, "$1 $2");
}
