const UNITS: readonly [milliseconds: number, name: string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** A duration in its largest unit, rounded down: "9 min". */
export function formatAge(milliseconds: number): string {
  const [size, name] = UNITS.find(([unit]) => milliseconds >= unit) ?? [1000, "s"];
  return `${Math.floor(Math.max(0, milliseconds) / size)} ${name}`;
}

/** Milliseconds until `formatAge` of a growing age gives another text. */
export function untilOlder(milliseconds: number): number {
  const [size] = UNITS.find(([unit]) => milliseconds >= unit) ?? [1000];
  return size - (milliseconds % size);
}
