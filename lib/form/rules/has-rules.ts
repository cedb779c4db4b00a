import { formatJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";

/** Whether the form has any CEL rule, and any pattern. Without one, the page does not load its evaluator. */
export function findEvaluated({ schema }: FormSchema): { rules: boolean; patterns: boolean } {
  const text = formatJson(schema);
  return { rules: text.includes('"x-kubernetes-validations"'), patterns: text.includes('"pattern":"') };
}
