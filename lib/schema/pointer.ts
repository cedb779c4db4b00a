/** JSON Pointers (RFC 6901) into values. Nothing here mutates a value. */

export type JsonRecord = Record<string, unknown>;

/** True for a plain object: not null, not a list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `/spec/a~1b` → `["spec", "a/b"]`. The empty pointer is the whole value. */
export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `["spec", "a/b"]` → `/spec/a~1b`. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The pointer of a child. */
export function childPointer(pointer: string, token: string | number): string {
  return pointer + formatPointer([token]);
}

/** True when `pointer` is `ancestor` or lies inside it. */
export function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}

/** The one of `places` that equals or contains `pointer`; the innermost where several do. */
export function findEnclosing(pointer: string, places: ReadonlySet<string>): string | undefined {
  for (let end = pointer.length; ; end = pointer.lastIndexOf("/", end - 1)) {
    const around = pointer.slice(0, end);
    if (places.has(around)) return around;
    if (end <= 0) return undefined;
  }
}

/**
 * A copy of `value` with the result of `next` at each of the `places` that exist. One pass, however many
 * places there are.
 */
export function replaceAt(value: unknown, places: ReadonlySet<string>, next: unknown, pointer = ""): unknown {
  if (places.has(pointer)) return next;
  const inside = (child: unknown, token: string | number) =>
    replaceAt(child, places, next, childPointer(pointer, token));
  if (Array.isArray(value)) return value.map(inside);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, inside(child, name)]));
}

/** An object's own property. Fields named `constructor` or `__proto__` are ordinary fields. */
export function ownValue(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at `pointer`; undefined where nothing is set. */
export function readPointer(value: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>(ownValue, value);
}

/**
 * A copy of `value` with `next` at `pointer`; unchanged parts keep their identity. Missing parents are
 * created. `undefined` removes the value and each parent that becomes empty, so that clearing the last field
 * of a group leaves no `{}`. Items of a list stay even if empty, because a person added them.
 */
export function writePointer(value: JsonRecord, pointer: string, next: unknown): JsonRecord {
  const written = writeTokens(value, parsePointer(pointer), next);
  return isRecord(written) ? written : {};
}

function writeTokens(value: unknown, tokens: string[], next: unknown): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return next;
  const child = writeTokens(ownValue(value, token), rest, next);
  if (Array.isArray(value))
    return writeItem(value, Number(token), child ?? (rest.length > 0 ? {} : undefined));
  return writeProperty(isRecord(value) ? value : {}, token, child);
}

function writeItem(list: readonly unknown[], index: number, item: unknown): unknown[] {
  const copy = [...list];
  if (item === undefined) copy.splice(index, 1);
  else copy[index] = item;
  return copy;
}

function writeProperty(object: JsonRecord, key: string, child: unknown): JsonRecord | undefined {
  if (child !== undefined) return setOwn(object, key, child);
  const rest = Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  return Object.keys(rest).length > 0 ? rest : undefined;
}

function setOwn(object: JsonRecord, key: string, child: unknown): JsonRecord {
  const entries = Object.entries(object);
  const known = entries.some(([name]) => name === key);
  // fromEntries defines own properties, so a field named __proto__ is data and does not set the prototype.
  return Object.fromEntries(
    known
      ? entries.map(([name, value]): [string, unknown] => [name, name === key ? child : value])
      : [...entries, [key, child]],
  );
}
