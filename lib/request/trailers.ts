import { createHash } from "node:crypto";
import { PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { isReason } from "#lib/manifest/secrets/secret-reason";
import type { RequestObject } from "#lib/request/object";
import type { Operation } from "#lib/request/types";
import { sortKeys } from "#lib/schema/structural/server-numbers";

/** The trailers of a request, for programs. They are the last paragraph of commit message and body. */
export interface RequestTrailers {
  operation: Operation;
  entry?: string;
  object: RequestObject;
  path: string;
  /** Hash of the person and the Idempotency-Key. */
  key?: string;
  /** Digest of the input sent with the key (`hashInput`). */
  input?: string;
  /** Id of the HTTP request that wrote the text: the `x-request-id` of its answer, a UUID. */
  requestId?: string;
  /** The new file describes an object that the cluster has already. */
  adopts?: true;
  /** Values that the person confirmed as not secret; the person who merged accepted that. */
  noSecrets?: readonly NoSecret[];
}

/**
 * A value in a manifest: its JSON Pointer, and its digest (`digestPlace`), because the confirmation holds for
 * that value alone.
 */
export interface NoSecret {
  path: string;
  digest: number;
  /** The reason; absent in requests from before reasons were required. */
  reason?: string;
}

/**
 * Formats `Vitrine-…: …` lines, as `git interpret-trailers` reads them. `_` stands for the core group and for
 * no namespace.
 * @throws PortalError `invalid` where a value would start another line, or a part of the object another part
 */
export function formatTrailers({
  operation,
  entry,
  object,
  path,
  key,
  input,
  requestId,
  adopts,
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
    ...(requestId === undefined ? [] : [`Vitrine-Request-Id: ${requestId}`]),
    ...(adopts ? ["Vitrine-Adopts: true"] : []),
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

/** JSON with only visible characters on one line, so that it can hold any text of a person. */
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

/** Undefined where the last paragraph of the text has no trailers of the portal. */
export function parseTrailers(text: string): RequestTrailers | undefined {
  const paragraph = text.trimEnd().replaceAll("\r\n", "\n").split(/\n\n+/).at(-1) ?? "";
  // Splits by `
  // ` only: `^` of a pattern also matches after U+2028, which is not a line break for Git.
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
  const requestId = parseRequestId(found.get("Request-Id"));
  const trailers = {
    ...{ operation, object, path, entry: found.get("Entry"), key },
    ...(input && { input }),
    ...(requestId && { requestId }),
    ...(found.get("Adopts") === "true" && { adopts: true as const }),
  };
  return noSecrets.length > 0 ? { ...trailers, noSecrets } : trailers;
}

function parseRequestId(text = ""): string | undefined {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text) ? text : undefined;
}

// The path is formatted as JSON, so that no key of a map can start another line.
function parseNoSecret(text = ""): NoSecret[] {
  const [, digest, quoted = ""] = /^(\d{1,20}) (".*")$/.exec(text) ?? [];
  try {
    // Path and reason, each in quotes, separated by a space.
    const parsed: unknown = JSON.parse(`[${quoted.replace(/^("(?:[^"\\]|\\.)*") "/, '$1,"')}]`);
    const [path, reason, more] = Array.isArray(parsed) ? parsed : [];
    if (typeof path !== "string" || more !== undefined) return [];
    const said = typeof reason === "string" && isReason(reason) ? { reason } : {};
    return [{ path, digest: Number(digest), ...said }];
  } catch {
    return [];
  }
}

/** A key belongs to a person: two people can use the same key. */
export function hashKey(actor: string, idempotencyKey: string): string {
  return createHash("sha256")
    .update(JSON.stringify([actor, idempotencyKey]))
    .digest("hex")
    .slice(0, 32);
}

/** Digest of the input that a person sent with a key. The order of keys in the values does not matter. */
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
