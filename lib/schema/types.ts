/** A structural schema node (`openAPIV3Schema`), unknown keywords kept. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema */
export type StructuralSchema = { readonly [keyword: string]: unknown };

type JsonType = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/**
 * A node of JSON Schema in the vocabulary of draft-07, with the keywords of Kubernetes. The schema of a form
 * consists of such nodes. A keyword typed as unknown must be checked by the code that reads it.
 */
export interface JsonSchema {
  type?: JsonType | JsonType[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  [keyword: string]: unknown;
}
