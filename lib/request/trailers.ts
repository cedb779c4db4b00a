import { createHash } from "node:crypto";
import type { RequestObject } from "#lib/request/context";
import type { Operation } from "#lib/request/types";

/** What a pull request says of the request it is, for programs. Stands last in commit message and body. */
export interface RequestTrailers {
  operation: Operation;
  entry?: string;
  object: RequestObject;
  path: string;
  /** Hash of the person and their Idempotency-Key. */
  key?: string;
  /** What looks like a secret and is none, by the word of the person; whoever merged it let that stand. */
  noSecrets?: readonly NoSecret[];
}

/** A value in a manifest: its JSON Pointer, and its digest (`digestValue`), as the word is for that value alone. */
export interface NoSecret {
  path: string;
  digest: number;
}

/** `Vitrine-…: …`, as `git interpret-trailers` reads them. `_` stands for the core group and for no namespace. */
export function formatTrailers({
  operation,
  entry,
  object,
  path,
  key,
  noSecrets = [],
}: RequestTrailers): string {
  const { cluster, group, version, kind, plural, namespace, name } = object;
  const place = [cluster, group || "_", version, plural, namespace ?? "_", name].join("/");
  return [
    `Vitrine-Operation: ${operation}`,
    ...(entry === undefined ? [] : [`Vitrine-Entry: ${entry}`]),
    `Vitrine-Object: ${place}`,
    `Vitrine-Kind: ${kind}`,
    `Vitrine-Path: ${path}`,
    ...(key === undefined ? [] : [`Vitrine-Key: ${key}`]),
    ...noSecrets.map(({ path, digest }) => `Vitrine-No-Secret: ${digest} ${JSON.stringify(path)}`),
  ].join("\n");
}

/** Undefined where the last paragraph of the text says nothing of the kind. */
export function parseTrailers(text: string): RequestTrailers | undefined {
  const paragraph = text.trimEnd().replaceAll("\r\n", "\n").split(/\n\n+/).at(-1) ?? "";
  const lines = [...paragraph.matchAll(/^Vitrine-([\w-]+): (.+)$/gm)];
  const found = new Map(lines.map(([, key, value]) => [key, value]));
  const operation = parseOperation(found.get("Operation"));
  const object = parseObjectTrailer(found.get("Object"), found.get("Kind"));
  const path = found.get("Path");
  if (operation === undefined || object === undefined || path === undefined) return undefined;
  const noSecrets = lines.flatMap(([, key, value]) => (key === "No-Secret" ? parseNoSecret(value) : []));
  const trailers = { operation, object, path, entry: found.get("Entry"), key: found.get("Key") };
  return noSecrets.length > 0 ? { ...trailers, noSecrets } : trailers;
}

// The path is written as JSON, so that no key of a map can begin another line.
function parseNoSecret(text = ""): NoSecret[] {
  const [, digest, quoted = ""] = /^(\d+) (".*")$/.exec(text) ?? [];
  try {
    const path: unknown = JSON.parse(quoted);
    return typeof path === "string" ? [{ path, digest: Number(digest) }] : [];
  } catch {
    return [];
  }
}

/** A key belongs to a person: two people may choose the same. */
export function hashKey(actor: string, idempotencyKey: string): string {
  return createHash("sha256")
    .update(JSON.stringify([actor, idempotencyKey]))
    .digest("hex")
    .slice(0, 16);
}

function parseOperation(text: string | undefined): Operation | undefined {
  return text === "create" || text === "update" || text === "delete" ? text : undefined;
}

function parseObjectTrailer(place: string | undefined, kind: string | undefined): RequestObject | undefined {
  const [cluster, group, version, plural, namespace, name, more] = place?.split("/") ?? [];
  if (!cluster || !group || !version || !plural || !namespace || !name || !kind || more !== undefined) {
    return undefined;
  }
  return {
    cluster,
    group: group === "_" ? "" : group,
    version,
    kind,
    plural,
    ...(namespace !== "_" && { namespace }),
    name,
  };
}
