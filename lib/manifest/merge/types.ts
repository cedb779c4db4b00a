/** The three versions of an object that a merge compares. */
export interface MergeSides<T> {
  /** The common ancestor. */
  base: T;
  /** The version in Git. */
  target: T;
  /** The proposed version. */
  head: T;
}

/**
 * A field that both sides changed to different values. `at` has its JSON Pointer in each side's object;
 * undefined where that side does not have the field. The pointers can differ in a list whose items are
 * matched by keys.
 */
export interface ConflictingField {
  /** Pointer in the first side that has the field, in the order head, target, base. */
  path: string;
  at: MergeSides<string | undefined>;
}

/** The keys that identify the items of the list at a JSON Pointer; undefined where the list is one value. */
export type FindListKeys = (pointer: string) => readonly string[] | undefined;
