import { formatJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";

/** Whether the form has any CEL rule. Without one, the page does not load the evaluator. */
export function hasRules({ schema }: FormSchema): boolean {
  return formatJson(schema).includes('"x-kubernetes-validations"');
}

/** Whether a text in the form must match a pattern. */
export function hasPatterns({ schema }: FormSchema): boolean {
  return formatJson(schema).includes('"pattern":"');
}
