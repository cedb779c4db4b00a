/** Values that a person confirmed to be no secrets: each for what it is now, with a reason for the approver. */
import { type FormState, MANIFEST } from "#components/request-form/state/form-state";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { digestPlace } from "#lib/form/values/secrets-check";
import type { ConfirmedSecret } from "#lib/request/types";

type Source = Pick<FormState, "values" | "document" | "raw">;

/** The digest of what looks like a secret at a path; that of the manifest stands for its comments. */
export function digestSecret({ values, document, raw }: Source, path: string): number {
  const text = raw.get(MANIFEST)?.text ?? document.content;
  if (path === MANIFEST) return digestPlace({ values, text }, "");
  if (!path.startsWith("/metadata/")) return digestPlace({ values }, path);
  // Labels and annotations are in the text alone.
  const parsed = readYaml(text);
  return digestPlace({ values: parsed.ok ? parsed.value : {} }, path);
}

/** Of what was confirmed, what is still the same; by the path of its error in the form. */
export function listConfirmed(state: Source & Pick<FormState, "confirmed">): ConfirmedSecret[] {
  return [...state.confirmed]
    .filter(([path, { digest }]) => digestSecret(state, path) === digest)
    .map(([path, { reason }]) => ({ path, reason }));
}
