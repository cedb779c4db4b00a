import { formatJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";

/** Whether the form has any rule (CEL): where it has none, the evaluator need not be loaded. */
export function hasRules({ schema }: FormSchema): boolean {
  return formatJson(schema).includes('"x-kubernetes-validations"');
}
