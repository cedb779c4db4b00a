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
}

/**
 * `vitrine/<operation>/<namespace>/<plural>/<name>-<hash>`. The hash is of all that the request is, so that the same
 * request has the same branch, and two requests never share one. Names are RFC 1123, which Git's rules allow anywhere
 * but at the end (`.lock`), where the hash stands.
 */
export function nameBranch({ operation, object, path, content, base }: BranchInput): string {
  const { cluster, group, kind, namespace = "_cluster", plural, name } = object;
  const identity = [operation, cluster, group, kind, namespace, name, path, content, base];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 8);
  return `vitrine/${operation}/${namespace}/${plural}/${name}-${hash}`;
}
