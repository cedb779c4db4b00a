import "server-only";
import type { z } from "zod";
import { type FieldError, PortalError } from "#lib/errors";

/** What was sent, as its schema has it. Throws `invalid` with the paths of the fields that are wrong. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(toFieldError);
  throw new PortalError("invalid", {
    detail: errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(" "),
    suggestion: "Correct the fields named. The API is described at /api/v1/openapi.json.",
    errors,
  });
}

function toFieldError({ path, message }: z.core.$ZodIssue): FieldError {
  const pointer = path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { path: pointer, message, source: "portal" };
}
