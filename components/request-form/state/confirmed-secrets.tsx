/** Values that a person confirmed as not secret: each for its current value, with a reason for the approver. */
import { type FormState, MANIFEST } from "#components/request-form/state/form-state";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { digestPlace } from "#lib/form/values/secrets-check";
import type { ConfirmedSecret } from "#lib/request/types";

type Source = Pick<FormState, "values" | "document" | "raw">;

/** The digest of a suspected secret at a path; the path MANIFEST stands for the comments. */
export function digestSecret({ values, document, raw }: Source, path: string): number {
  const text = raw.get(MANIFEST)?.text ?? document.content;
  if (path === MANIFEST) return digestPlace({ values, text }, "");
  if (!path.startsWith("/metadata/")) return digestPlace({ values }, path);
  // Labels and annotations are in the text alone.
  const parsed = readYaml(text);
  return digestPlace({ values: parsed.ok ? parsed.value : {} }, path);
}

/** The confirmations whose value has not changed, by the path of the error in the form. */
export function listConfirmed(state: Source & Pick<FormState, "confirmed">): ConfirmedSecret[] {
  return [...state.confirmed]
    .filter(([path, { digest }]) => digestSecret(state, path) === digest)
    .map(([path, { reason }]) => ({ path, reason }));
}
