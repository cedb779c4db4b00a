/** The three versions of an object that a merge compares. */
export interface MergeSides<T> {
  /** Where both changes started. */
  base: T;
  /** The change that is in Git already. */
  target: T;
  /** The change that is proposed. */
  head: T;
}

/**
 * A field that both sides changed to different values. `at` is its JSON Pointer in each side's object; undefined where
 * that side does not have the field. The pointers differ in a list whose items are told apart by key.
 */
export interface ConflictingField {
  /** Pointer in the first side that has the field: head, target, then base. */
  path: string;
  at: MergeSides<string | undefined>;
}

/** The keys that tell the items of the list at a JSON Pointer apart; undefined where the list is one value. */
export type FindListKeys = (pointer: string) => readonly string[] | undefined;
