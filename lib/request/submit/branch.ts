import { createHash } from "node:crypto";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { Operation } from "#lib/request/types";

export interface BranchInput {
  operation: Operation;
  object: ObjectReference & { plural: string };
  path: string;
  /** What the file will hold; null for a removal. */
  content: string | null;
  /** What it started from; null for a new file. */
  base: string | null;
  /** Number of the pull request that it replaces. */
  replaces?: number | undefined;
}

/**
 * `vitrine/<operation>/<namespace>/<plural>/<name>-<hash>`. A new object has one branch whatever its content, so that
 * the branch itself, which a host makes only once, keeps two people from requesting one object at the same time; the
 * request that replaces another one has a branch of its own. The hash of a change or removal is of its content too.
 * Names are RFC 1123, which Git's rules allow anywhere but at the end (`.lock`), where the hash stands.
 */
export function nameBranch({ operation, object, path, content, base, replaces }: BranchInput): string {
  const { cluster, group, kind, namespace = "_cluster", plural, name } = object;
  const other = replaces === undefined ? [] : [replaces];
  const place = [operation, cluster, group, kind, namespace, name, path, ...other];
  const identity = operation === "create" ? place : [...place, content, base];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 8);
  return `vitrine/${operation}/${namespace}/${plural}/${name}-${hash}`;
}
