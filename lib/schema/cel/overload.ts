/** Functions of CEL, selected by the types of their arguments. */
import { type CelObject, type CelValue, kindOf } from "#lib/schema/cel/values";

type Typed = { [K in CelObject["kind"]]: Extract<CelObject, { kind: K }> } & {
  null: null;
  bool: boolean;
  string: string;
  int: bigint;
  double: number;
  any: CelValue;
};

type Arguments<K extends readonly (keyof Typed)[]> = { [I in keyof K]: Typed[K[I]] };

export interface Overload {
  /** A method's name starts with a dot, and its first argument is the receiver. */
  name: string;
  /** Undefined where the arguments have other types than those of this overload. */
  call(given: readonly CelValue[]): CelValue | undefined;
}

export type Library = readonly Overload[];

/** A function for arguments of these kinds. */
export function define<const K extends readonly (keyof Typed)[]>(
  name: string,
  kinds: K,
  run: (...given: Arguments<K>) => CelValue,
): Overload {
  return { name, call: (given) => (areOfKinds(kinds, given) ? run(...given) : undefined) };
}

function areOfKinds<K extends readonly (keyof Typed)[]>(
  kinds: K,
  given: readonly unknown[],
): given is Arguments<K> {
  return given.length === kinds.length && kinds.every((kind, index) => isOfKind(kind, given[index]));
}

function isOfKind(kind: keyof Typed, value: unknown): boolean {
  return kind === "any" || (isCelValue(value) && kindOf(value) === kind);
}

function isCelValue(value: unknown): value is CelValue {
  return value !== undefined;
}

/** Functions of all libraries, by name. */
export function indexLibraries(libraries: readonly Library[]): ReadonlyMap<string, readonly Overload[]> {
  const index = new Map<string, Overload[]>();
  for (const overload of libraries.flat()) {
    const known = index.get(overload.name);
    if (known) known.push(overload);
    else index.set(overload.name, [overload]);
  }
  return index;
}
