import { createHash } from "node:crypto";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { Operation } from "#lib/request/types";

export interface BranchInput {
  operation: Operation;
  object: ObjectReference & { plural: string };
  path: string;
  /** The new content of the file; null for a removal. */
  content: string | null;
  /** The blob that the change started from; null for a new file. */
  base: string | null;
  /** Number of the pull request that it replaces. */
  replaces?: number | undefined;
}

/**
 * `vitrine/<operation>/<namespace>/<plural>/<name>-<hash>`. A new object has one branch, whatever its
 * content. The host creates a branch only once, so two people cannot request one object at the same time. A
 * request that replaces another one has its own branch. For a change or removal, the hash includes the
 * content. Names are RFC 1123, which Git allows everywhere except at the end (`.lock`), where the hash is.
 */
export function nameBranch({ operation, object, path, content, base, replaces }: BranchInput): string {
  const { cluster, group, kind, namespace = "_cluster", plural, name } = object;
  const other = replaces === undefined ? [] : [replaces];
  const place = [operation, cluster, group, kind, namespace, name, path, ...other];
  const identity = operation === "create" ? place : [...place, content, base];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 8);
  return `vitrine/${operation}/${namespace}/${plural}/${name}-${hash}`;
}
