/**
 * Secrets in a request: what may be shown of a file, and what a person confirmed. Every answer that holds a manifest, a
 * diff, a value or YAML passes `guardSide`, or `maskObject` where it is an object of the cluster.
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

/** One side of a change: the object, and the text that it stands in. */
export interface Side {
  /** Absent where the text is no manifest. */
  manifest?: Manifest | undefined;
  text: string | undefined;
}

/** A side as it may be shown to who asked, and what is wrong with it. */
export interface GuardedSide extends Side {
  errors: FieldError[];
  /** What looks like a secret and was not confirmed; it is not in `manifest` or `text`. */
  open: FoundSecret[];
  /** What looks like a secret and was confirmed to be none, for that value; it is shown. */
  held: FoundSecret[];
}

/**
 * What of a side may be shown: a mark stands in place of every secret, and a text of which that cannot be made sure is
 * left out whole. `confirmed` are the places that a person confirmed, each for one value. `errors` are those of the
 * side's fields, and of its comments (`path` is empty). `other` is the side that it is compared with, as it is: a secret
 * that is another one there gets another mark.
 */
export function guardSide(
  { manifest, text }: Side,
  confirmed: readonly ConfirmedPlace[],
  form: FormSchema | undefined,
  other?: Side,
): GuardedSide {
  const said = new Set(listConfirmedPaths({ values: manifest, text }, confirmed));
  const beside = text === undefined ? [] : manifest ? scanComments(text) : scanText(text);
  const found: FoundSecret[] = [...(manifest ? locateSecrets(form, manifest) : []), ...beside];
  const open = found.filter(({ pointer }) => !said.has(pointer));
  const held = found.filter(({ pointer }) => said.has(pointer));
  const errors = open.map(describeSecret);
  if (open.length === 0) return { manifest, text, errors, open, held };
  const inside = open.filter(({ pointer, key }) => pointer !== "" || key !== undefined);
  const masked = manifest && maskManifest(manifest, inside, other?.manifest);
  const shown =
    text === undefined ? undefined : maskText({ manifest: masked, text }, said, form, other?.text);
  return { manifest: masked, text: shown, errors, open, held };
}

/**
 * An object of the cluster as it may be shown: what looks like a secret is left out, unless it was confirmed for that
 * value. `readConfirmed` is asked only where there is something to confirm.
 */
export async function maskObject(
  object: KubernetesObject,
  form: FormSchema | undefined,
  readConfirmed: () => Promise<readonly ConfirmedPlace[]>,
): Promise<KubernetesObject> {
  const found = locateSecrets(form, object);
  if (found.length === 0) return object;
  const said = new Set(listConfirmedPaths({ values: object }, await readConfirmed()));
  const open = found.filter(({ pointer }) => !said.has(pointer));
  const { apiVersion, kind } = object;
  const masked = record(maskValue(object, open));
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const named = { ...record(masked.metadata), name, namespace, uid, resourceVersion, creationTimestamp };
  return { ...masked, apiVersion, kind, metadata: named };
}

/** The places that a request confirms, each for the value that is asked for. */
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
 * The changes without the values that were confirmed, for words that go elsewhere than the file: mails and messages of a
 * commit cannot be taken back where a person was wrong.
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

/** Of the places that were confirmed, those that look like a secret at all: no other is told. */
export function listNoSecrets(confirmed: readonly NoSecret[], held: readonly FoundSecret[]): NoSecret[] {
  const paths = new Set(held.map(({ pointer }) => pointer));
  return confirmed.filter(({ path }) => paths.has(path));
}

/** What merged requests, the newest first, confirmed of a file, as far as the values are still the same. */
export function listSaid({ manifest, text }: Side, said: readonly NoSecret[]): ConfirmedSecret[] {
  const source = { values: manifest, text };
  const held = said.filter((one) => listConfirmedPaths(source, [one]).length > 0).toReversed();
  return [...new Map(held.map(({ path, reason = EARLIER }) => [path, { path, reason }])).values()];
}

/** Of a request from before a reason was asked for. */
const EARLIER = "Confirmed in an earlier request, without a reason.";

/** The text with what may be a token in its keys left out: errors name fields by their path. */
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

/** What names the object stays: it is the request's own, and not a value that somebody entered. */
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

/** The text that holds the masked manifest, its comments masked too; `HIDDEN` where a secret would be left in it. */
function maskText(
  { manifest, text }: { manifest: Manifest | undefined; text: string },
  said: ReadonlySet<string>,
  form: FormSchema | undefined,
  other: string | undefined,
): string {
  if (!manifest) {
    const shown = maskSpans(text, findSpans(text), other);
    return findSpans(shown).length > 0 ? HIDDEN : shown;
  }
  try {
    const edited = updateManifest(text, manifest);
    const [comments] = said.has("") ? [] : scanComments(edited);
    const shown = maskSpans(edited, comments?.spans ?? [], other);
    const left = [...locateSecrets(form, parseManifest(shown).manifest), ...scanComments(shown)];
    return left.every(({ pointer }) => said.has(pointer)) ? shown : HIDDEN;
  } catch {
    // A text that cannot be edited is no reason to show what is in it.
    return HIDDEN;
  }
}
