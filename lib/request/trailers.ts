import { createHash } from "node:crypto";
import { PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { isReason } from "#lib/manifest/secrets/secret-reason";
import type { RequestObject } from "#lib/request/context";
import type { Operation } from "#lib/request/types";
import { sortKeys } from "#lib/schema/structural/server-numbers";

/** What a pull request says of the request it is, for programs. Stands last in commit message and body. */
export interface RequestTrailers {
  operation: Operation;
  entry?: string;
  object: RequestObject;
  path: string;
  /** Hash of the person and their Idempotency-Key. */
  key?: string;
  /** Digest of what was sent under the key (`hashInput`). */
  input?: string;
  /** What looks like a secret and is none, by the word of the person; whoever merged it let that stand. */
  noSecrets?: readonly NoSecret[];
}

/** A value in a manifest: its JSON Pointer, and its digest (`digestPlace`), as the word is for that value alone. */
export interface NoSecret {
  path: string;
  digest: number;
  /** Why it is none; absent in requests from before one was asked for. */
  reason?: string;
}

/**
 * `Vitrine-…: …`, as `git interpret-trailers` reads them. `_` stands for the core group and for no namespace.
 * @throws PortalError `invalid` where a value would begin another line, or a part of the object another part
 */
export function formatTrailers({
  operation,
  entry,
  object,
  path,
  key,
  input,
  noSecrets = [],
}: RequestTrailers): string {
  const { cluster, group, version, kind, plural, namespace, name } = object;
  const parts = [cluster, group || "_", version, plural, namespace ?? "_", name];
  assertParts(parts);
  const place = parts.join("/");
  const lines = [
    `Vitrine-Operation: ${operation}`,
    ...(entry === undefined ? [] : [`Vitrine-Entry: ${entry}`]),
    `Vitrine-Object: ${place}`,
    `Vitrine-Kind: ${kind}`,
    `Vitrine-Path: ${path}`,
    ...(key === undefined ? [] : [`Vitrine-Key: ${key}`]),
    ...(input === undefined ? [] : [`Vitrine-Input: ${input}`]),
    ...noSecrets.map(formatNoSecret),
  ];
  for (const line of lines) assertLine(line);
  return lines.join("\n");
}

function assertParts(parts: readonly string[]): void {
  const wrong = parts.find((part) => part === "" || part.includes("/"));
  if (wrong !== undefined) throw forged(wrong);
}

// Control and format characters, line and paragraph separators, and lone surrogates.
function assertLine(line: string): void {
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(line)) throw forged(line);
}

/** JSON whose characters all show and stay in the line: any text of a person's may stand in it. */
function quoteLine(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, escapeUnits);
}

function escapeUnits(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function forged(text: string): PortalError {
  return new PortalError("invalid", {
    detail: `${JSON.stringify(text.slice(0, 80))} cannot be part of a request.`,
    suggestion: "Use names without slashes, line breaks or invisible characters.",
  });
}

function formatNoSecret({ path, digest, reason }: NoSecret): string {
  return [
    `Vitrine-No-Secret: ${digest} ${quoteLine(path)}`,
    ...(reason === undefined ? [] : [quoteLine(reason)]),
  ].join(" ");
}

/** Undefined where the last paragraph of the text says nothing of the kind. */
export function parseTrailers(text: string): RequestTrailers | undefined {
  const paragraph = text.trimEnd().replaceAll("\r\n", "\n").split(/\n\n+/).at(-1) ?? "";
  // Split by hand: `^` of a pattern begins at U+2028 as well, and no line of Git does.
  const lines = paragraph.split("\n").flatMap((line) => {
    const found = /^Vitrine-([\w-]+): ([^\n]+)$/.exec(line);
    return found ? [found] : [];
  });
  const found = new Map(lines.map(([, key, value]) => [key, value]));
  const operation = parseOperation(found.get("Operation"));
  const object = parseObjectTrailer(found.get("Object"), found.get("Kind"));
  const path = found.get("Path");
  if (operation === undefined || object === undefined || path === undefined) return undefined;
  const noSecrets = lines.flatMap(([, key, value]) => (key === "No-Secret" ? parseNoSecret(value) : []));
  const [key, input] = [found.get("Key"), found.get("Input")];
  const trailers = { operation, object, path, entry: found.get("Entry"), key, ...(input && { input }) };
  return noSecrets.length > 0 ? { ...trailers, noSecrets } : trailers;
}

// The path is written as JSON, so that no key of a map can begin another line.
function parseNoSecret(text = ""): NoSecret[] {
  const [, digest, quoted = ""] = /^(\d{1,20}) (".*")$/.exec(text) ?? [];
  try {
    // Path and reason, each in quotes with a space between.
    const parsed: unknown = JSON.parse(`[${quoted.replace(/^("(?:[^"\\]|\\.)*") "/, '$1,"')}]`);
    const [path, reason, more] = Array.isArray(parsed) ? parsed : [];
    if (typeof path !== "string" || more !== undefined) return [];
    const said = typeof reason === "string" && isReason(reason) ? { reason } : {};
    return [{ path, digest: Number(digest), ...said }];
  } catch {
    return [];
  }
}

/** A key belongs to a person: two people may choose the same. */
export function hashKey(actor: string, idempotencyKey: string): string {
  return createHash("sha256")
    .update(JSON.stringify([actor, idempotencyKey]))
    .digest("hex")
    .slice(0, 32);
}

/** Digest of what a person sent under a key: the same values in any order of their keys give the same digest. */
export function hashInput(actor: string, input: object): string {
  const text = formatJson([actor, sortKeys(input)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
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
