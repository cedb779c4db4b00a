import "server-only";
import type { z } from "zod";
import { PortalError } from "#lib/errors";
import { parseJson } from "#lib/exact-json";
import { findJsonExcess, LIMITS } from "#lib/manifest/limits";
import { parseInput } from "#lib/server/http/parse-input";

/** Milliseconds in which a whole body must arrive: a megabyte at the speed of a bad phone connection. */
const DEADLINE = 20_000;

const DESCRIBED = "The API is described at /api/v1/openapi.json.";

export interface ReadOptions {
  /** Bytes. */
  limit: number;
  /** Milliseconds in which the whole body must arrive. */
  deadline?: number;
}

/** The body of a request as text. Throws `invalid` as `readBytes`, and for a body that is no UTF-8. */
export async function readText(request: Request, options: ReadOptions): Promise<string> {
  const bytes = await readBytes(request, options);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("The body is not valid UTF-8.", "Send the text in UTF-8.");
  }
}

/**
 * The body of a request. At most `limit` bytes are held: the length that a client states need not be true. Throws `invalid`
 * for a body that is too large, too slow or cut off.
 */
export async function readBytes(
  request: Request,
  { limit, deadline = DEADLINE }: ReadOptions,
): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(deadline)), deadline);
  });
  try {
    let size = 0;
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      size += value.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } catch (error) {
    // Not waited for: a client that stalls would keep it waiting as well.
    void reader.cancel().catch(() => undefined);
    throw error instanceof PortalError ? error : cutOff(error);
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON body of a request, parsed. Throws `invalid` as `readText`, for another content type, for JSON that is too
 * deep or has too many values, and with the paths of the fields that are wrong.
 */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const type = request.headers.get("content-type");
  if (type !== null && !isJson(type)) throw refuse("The body is not JSON by its content type.", contentType);
  const text = await readText(request, { limit: LIMITS.bodyBytes });
  const excess = findJsonExcess(text);
  if (excess !== undefined) throw refuse(`The JSON is too large. ${excess}`, "Send a smaller object.");
  if (PROTOTYPE_KEY.test(text))
    throw refuse("A key is `__proto__`, which no Kubernetes object has.", DESCRIBED);
  let parsed: unknown = {};
  try {
    if (text !== "") parsed = parseJson(text);
  } catch {
    throw refuse("The body is not valid JSON.", DESCRIBED);
  }
  return parseInput(schema, parsed);
}

/**
 * The key `__proto__`, its letters escaped or not: copied from object to object it would become a prototype. It is looked
 * for in the text, because to look at each key of what was parsed takes twice the time of the parsing.
 */
const PROTOTYPE_KEY = new RegExp(`"${[..."__proto__"].map(spellInJson).join("")}"\\s*:`);

/** A pattern for a letter and for its escape (https://www.rfc-editor.org/rfc/rfc8259#section-7). */
function spellInJson(letter: string): string {
  const digits = letter.charCodeAt(0).toString(16).padStart(4, "0");
  return `(?:${letter}|\\\\u${digits.replace("f", "[fF]")})`;
}

const contentType = "Send the header `Content-Type: application/json`.";

function isJson(type: string): boolean {
  const [name = "", ...parameters] = type.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  return name === "application/json" && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

function tooLarge(limit: number): PortalError {
  const size = limit >= 1024 * 1024 ? `${limit / 1024 / 1024} MiB` : `${limit / 1024} KiB`;
  return refuse(
    `The body is larger than ${size}.`,
    "Send a smaller object: Kubernetes stores none of this size.",
  );
}

function tooSlow(deadline: number): PortalError {
  return refuse(
    `The body did not arrive within ${deadline / 1_000} seconds.`,
    "Check the connection, then try again.",
  );
}

function cutOff(cause: unknown): PortalError {
  return new PortalError("invalid", {
    detail: "The connection ended before the whole body arrived.",
    suggestion: "Check the connection, then try again.",
    cause,
  });
}

function refuse(detail: string, suggestion: string): PortalError {
  return new PortalError("invalid", { detail, suggestion });
}
