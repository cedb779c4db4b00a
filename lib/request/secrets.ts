/** Secrets in a request: they are refused, and nothing that is answered holds them. */
import type { FieldError } from "#lib/errors";
import { type Manifest, updateManifest } from "#lib/request/manifest";
import type { NoSecret } from "#lib/request/trailers";
import type { RequestInput } from "#lib/request/types";
import { readPointer } from "#lib/schema/pointer";
import { findSecrets } from "#lib/schema/secret-scan";
import { checkSecrets, digestValue, LEFT_OUT, maskValues } from "#lib/schema/secrets-check";
import type { FormSchema } from "#lib/schema/types";

/** One side of a change: the object, and the text that it stands in. */
export interface Side {
  /** Absent where the text is no manifest. */
  manifest?: Manifest | undefined;
  text: string | undefined;
}

/** A side as it may be shown to who asked, and what is wrong with it. */
export interface GuardedSide extends Side {
  errors: FieldError[];
}

/**
 * What of a side may be shown: every secret is replaced, and a text of which it cannot be is left out whole. Errors
 * are those of the side's fields, and of its comments (`path` is empty). A person's `confirmed` is taken into account
 * as `checkSecrets` says.
 */
export function guardSide(
  { manifest, text }: Side,
  { confirmed = [] }: Pick<RequestInput, "confirmed">,
  form: FormSchema | undefined,
): GuardedSide {
  const word = new Set(confirmed);
  const errors = [
    ...(manifest ? checkSecrets(form, manifest, word) : []),
    ...(text ? checkSecrets(undefined, text, word).filter(({ path }) => !manifest || path === "") : []),
  ];
  if (errors.length === 0) return { manifest, text, errors };
  const masked = manifest && maskManifest(manifest, errors);
  return { manifest: masked, text: text && maskText(text, masked, errors), errors };
}

/** Of what looks like a secret in a manifest, what the person says to be none. */
export function listNoSecrets(
  manifest: Manifest | undefined,
  { confirmed = [] }: Pick<RequestInput, "confirmed">,
  form: FormSchema | undefined,
): NoSecret[] {
  if (!manifest || confirmed.length === 0) return [];
  return checkSecrets(form, manifest)
    .filter(({ path, confirmable }) => confirmable && confirmed.includes(path))
    .map(({ path }) => ({ path, digest: digestValue(readPointer(manifest, path)) }));
}

/** The paths in a manifest whose values somebody said to be no secrets. */
export function listSaid(manifest: Manifest, said: readonly NoSecret[]): string[] {
  const held = said.filter(({ path, digest }) => digestValue(readPointer(manifest, path)) === digest);
  // Each request that leaves the value as it is says so again.
  return [...new Set(held.map(({ path }) => path))];
}

function maskManifest(manifest: Manifest, errors: readonly FieldError[]): Manifest {
  const { apiVersion, kind, metadata, ...values } = manifest;
  const masked = maskValues(
    values,
    errors.map(({ path }) => path),
  );
  return { apiVersion, kind, metadata: maskMetadata(metadata, errors), ...masked };
}

// Annotations and labels may hold anything too; the name is the request's own.
function maskMetadata(
  { name, namespace, ...rest }: Manifest["metadata"],
  errors: readonly FieldError[],
): Manifest["metadata"] {
  const inside = errors.flatMap(({ path }) => (path.startsWith("/metadata/") ? [path.slice(9)] : []));
  return { name, ...(namespace !== undefined && { namespace }), ...maskValues(rest, inside) };
}

const HIDDEN = `# Not shown: ${LEFT_OUT}.\n`;

function maskText(text: string, masked: Manifest | undefined, errors: readonly FieldError[]): string {
  if (!masked || errors.some(({ path }) => path === "")) return HIDDEN;
  try {
    const shown = updateManifest(text, masked);
    return findSecrets(shown).some(({ sure }) => sure) ? HIDDEN : shown;
  } catch {
    return HIDDEN;
  }
}
