/**
 * Secrets in a request: masks files, and keeps track of confirmed values. Every response with a manifest, a
 * diff, a value or YAML passes through `guardSide`, or `maskObject` for an object of the cluster.
 */
import type { FieldError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import {
  type ConfirmedPlace,
  describeSecret,
  digestPlace,
  type FoundSecret,
  listConfirmedPaths,
  locateSecrets,
} from "#lib/form/values/secrets-check";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { maskSpans, maskValue } from "#lib/manifest/secrets/secret-mask";
import { LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import { findSpans, type SecretValue, scanComments, scanText } from "#lib/manifest/secrets/secret-scan";
import { type Manifest, parseManifest, updateManifest } from "#lib/request/file/manifest";
import type { NoSecret } from "#lib/request/trailers";
import type { ConfirmedSecret, FieldChange, RequestInput } from "#lib/request/types";
import { isRecord, isWithin } from "#lib/schema/pointer";

/** One side of a change: the object, and its text. */
export interface Side {
  /** Absent where the text is not a manifest. */
  manifest?: Manifest | undefined;
  text: string | undefined;
}

/** A masked side, and its secret errors. */
export interface GuardedSide extends Side {
  errors: FieldError[];
  /** Possible secrets without a confirmation. They are masked in `manifest` and `text`. */
  open: FoundSecret[];
  /** Possible secrets that a person confirmed as not secret, for this value. They are shown. */
  held: FoundSecret[];
}

/**
 * Masks a side: a placeholder replaces every secret, and a text that cannot be masked reliably is left out.
 * `confirmed` are the confirmed places, each for one value. `errors` are about the side's fields, and its
 * comments (empty `path`). `other` is the unmasked side to compare with: a secret that differs there gets
 * another placeholder.
 */
export function guardSide(
  { manifest, text }: Side,
  confirmed: readonly ConfirmedPlace[],
  form: FormSchema | undefined,
  other?: Side,
): GuardedSide {
  const confirmedPaths = new Set(listConfirmedPaths({ values: manifest, text }, confirmed));
  const beside = text === undefined ? [] : manifest ? scanComments(text) : scanText(text);
  const found: FoundSecret[] = [...(manifest ? locateSecrets(form, manifest) : []), ...beside];
  const open = found.filter(({ pointer }) => !confirmedPaths.has(pointer));
  const held = found.filter(({ pointer }) => confirmedPaths.has(pointer));
  const errors = open.map(describeSecret);
  if (open.length === 0) return { manifest, text, errors, open, held };
  const inside = open.filter(({ pointer, key }) => pointer !== "" || key !== undefined);
  const masked = manifest && maskManifest(manifest, inside, other?.manifest);
  const shown =
    text === undefined ? undefined : maskText({ manifest: masked, text }, confirmedPaths, form, other?.text);
  return { manifest: masked, text: shown, errors, open, held };
}

/**
 * Masks an object of the cluster: possible secrets are left out, unless that value was confirmed.
 * `readConfirmed` is called only if there is something to confirm.
 */
export async function maskObject(
  object: KubernetesObject,
  form: FormSchema | undefined,
  readConfirmed: () => Promise<readonly ConfirmedPlace[]>,
): Promise<KubernetesObject> {
  const found = locateSecrets(form, object);
  if (found.length === 0) return object;
  const confirmedPaths = new Set(listConfirmedPaths({ values: object }, await readConfirmed()));
  const open = found.filter(({ pointer }) => !confirmedPaths.has(pointer));
  const { apiVersion, kind } = object;
  const masked = record(maskValue(object, open));
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const named = { ...record(masked.metadata), name, namespace, uid, resourceVersion, creationTimestamp };
  return { ...masked, apiVersion, kind, metadata: named };
}

/** The places that a request confirms, each for the requested value. */
export function digestConfirmed(
  { manifest, text }: Side,
  { confirmed = [] }: Pick<RequestInput, "confirmed">,
): NoSecret[] {
  const places = new Map(confirmed.map((one) => [one.path, one]));
  return [...places.values()].map(({ path, reason }) => ({
    path,
    reason,
    digest: digestPlace({ values: manifest, text }, path),
  }));
}

/**
 * The changes without confirmed values, for text outside the file: mails and commit messages cannot be
 * recalled if a person was wrong.
 */
export function leaveOutConfirmed(
  changes: readonly FieldChange[],
  confirmed: readonly NoSecret[],
): FieldChange[] {
  const isConfirmed = (path: string) =>
    confirmed.some((one) => isWithin(one.path, path) || (one.path !== "" && isWithin(path, one.path)));
  return changes.map((change) =>
    isConfirmed(change.path)
      ? {
          ...change,
          ...(change.before !== undefined && { before: LEFT_OUT }),
          ...(change.after !== undefined && { after: LEFT_OUT }),
        }
      : change,
  );
}

/** The confirmed places that the scan really found. Others are not listed. */
export function listNoSecrets(confirmed: readonly NoSecret[], held: readonly FoundSecret[]): NoSecret[] {
  const paths = new Set(held.map(({ pointer }) => pointer));
  return confirmed.filter(({ path }) => paths.has(path));
}

/** The confirmations of merged requests for a file, newest first, where the values have not changed. */
export function listEarlierConfirmed(
  { manifest, text }: Side,
  confirmedPaths: readonly NoSecret[],
): ConfirmedSecret[] {
  const source = { values: manifest, text };
  const held = confirmedPaths.filter((one) => listConfirmedPaths(source, [one]).length > 0).toReversed();
  return [...new Map(held.map(({ path, reason = EARLIER }) => [path, { path, reason }])).values()];
}

/** The reason for requests from before reasons were required. */
const EARLIER = "Confirmed in an earlier request, without a reason.";

/** Masks tokens in map keys, because errors name fields by their path. */
export function maskKeys<T extends { path: string; message?: string }>(
  errors: readonly T[],
  open: readonly FoundSecret[],
): T[] {
  const keys = open.flatMap(({ key }) => (key === undefined ? [] : [key]));
  if (keys.length === 0) return [...errors];
  const mask = (text: string) => keys.reduce((rest, key) => rest.replaceAll(key, LEFT_OUT), text);
  return errors.map((error) => ({
    ...error,
    path: mask(error.path),
    ...(error.message !== undefined && { message: mask(error.message) }),
  }));
}

/** Identity fields stay: they belong to the request, and nobody entered them as a value. */
function maskManifest(
  manifest: Manifest,
  open: readonly SecretValue[],
  other: Manifest | undefined,
): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  const masked = record(maskValue(manifest, open, other));
  const { name, namespace } = metadata;
  const named = { ...record(masked.metadata), name, ...(namespace !== undefined && { namespace }) };
  return { ...masked, apiVersion, kind, metadata: named };
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

const HIDDEN = `# Not shown: ${LEFT_OUT}.\n`;

/** The text of the masked manifest, with masked comments; `HIDDEN` where a secret would remain in it. */
function maskText(
  { manifest, text }: { manifest: Manifest | undefined; text: string },
  confirmedPaths: ReadonlySet<string>,
  form: FormSchema | undefined,
  other: string | undefined,
): string {
  if (!manifest) {
    const shown = maskSpans(text, findSpans(text), other);
    return findSpans(shown).length > 0 ? HIDDEN : shown;
  }
  try {
    const edited = updateManifest(text, manifest);
    const [comments] = confirmedPaths.has("") ? [] : scanComments(edited);
    const shown = maskSpans(edited, comments?.spans ?? [], other);
    const left = [...locateSecrets(form, parseManifest(shown).manifest), ...scanComments(shown)];
    return left.every(({ pointer }) => confirmedPaths.has(pointer)) ? shown : HIDDEN;
  } catch {
    // A text that cannot be edited is hidden as well.
    return HIDDEN;
  }
}
