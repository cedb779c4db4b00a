import "server-only";

/**
 * One value for the whole process. Next bundles routes and instrumentation apart, each with modules of its own; only
 * `globalThis` is common to them. Such a value holds data and functions, never an instance whose class is asked for.
 */
export function shared<T extends object>(name: string, create: () => T): T {
  const key = Symbol.for(`vitrine.${name}`);
  const store: { [key: symbol]: unknown } = globalThis;
  const known = store[key];
  if (isShared<T>(known)) return known;
  const value = create();
  store[key] = value;
  return value;
}

/** One value for each owner, such as a portal, for as long as the owner lives: the same in every bundle. */
export function sharedBy<Owner extends object, T>(
  name: string,
  owner: Owner,
  create: (owner: Owner) => T,
): T {
  const values = shared(name, () => new WeakMap<Owner, T>());
  const value = values.get(owner) ?? create(owner);
  values.set(owner, value);
  return value;
}

/** Undefined when nothing has made it yet. */
export function findShared<T extends object>(name: string): T | undefined {
  const store: { [key: symbol]: unknown } = globalThis;
  const known = store[Symbol.for(`vitrine.${name}`)];
  return isShared<T>(known) ? known : undefined;
}

// The key is ours alone, so what it holds is what we put there.
function isShared<T extends object>(value: unknown): value is T {
  return typeof value === "object" && value !== null;
}
