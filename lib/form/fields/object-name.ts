/** Names of objects: RFC 1123 subdomains. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */

import { humaniseName } from "#lib/form/fields/title";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { isRecord } from "#lib/schema/pointer";

const MAX_SUBDOMAIN = 253;
const MAX_SUGGESTED = 63;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * A valid name that is not in `taken`, within the length limit of the form: `postgresql`, then
 * `postgresql-2`, …
 */
export function suggestName(kind: string, taken: Iterable<string>, form?: FormSchema): string {
  const used = new Set(taken);
  const limit = Math.min(MAX_SUGGESTED, nameLimit(form));
  const base = toLabel(humaniseName(kind)) || "request";
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? "" : `-${count}`;
    const name = base.slice(0, Math.max(limit - suffix.length, 1)).replace(/-+$/, "") + suffix;
    if (!used.has(name)) return name;
  }
}

function toLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * The error of `name`, with the rule and the fix; undefined for a valid name. `form` may lower the length
 * limit.
 */
export function checkName(name: string, form?: FormSchema): string | undefined {
  const limit = nameLimit(form);
  if (name === "") return "Name is required.";
  if (name.length > limit) return `Name must be at most ${limit} characters. This name has ${name.length}.`;
  if (/[A-Z]/.test(name)) return `Name must be lower case: ${toLabel(name)}.`;
  if (/[^a-z0-9.-]/.test(name)) return "Name can contain only a–z, 0–9, hyphens and dots.";
  if (name.split(".").some((label) => !LABEL.test(label))) {
    return "Name must start and end with a letter or digit, on both sides of each dot.";
  }
  return undefined;
}

/**
 * The longest name that the API accepts: the limit in its own `metadata.name` (Kratix sets 63), else that of
 * Kubernetes.
 */
export function nameLimit(form: FormSchema | undefined): number {
  const rule: unknown = form && treeOf(form).rules["x-vitrine-name"];
  const limit = isRecord(rule) ? rule.maxLength : undefined;
  return typeof limit === "number" && limit > 0 ? Math.min(limit, MAX_SUBDOMAIN) : MAX_SUBDOMAIN;
}
