/** The fields that Crossplane adds to the `spec` of the APIs that it generates. */
import type { CompositeResourceDefinition } from "#lib/crossplane/xrd";

type Schema = Record<string, unknown>;

const name = { type: "string" };
const named = objectOf({ name }, ["name"]);
const selector = objectOf({ matchLabels: { type: "object", additionalProperties: { type: "string" } } }, [
  "matchLabels",
]);

/**
 * The injected fields of a claim, as schemas by name. As in Crossplane, they override an author's fields with
 * the same name. https://docs.crossplane.io/v1.20/concepts/claims/
 */
export function injectedIntoClaim({ defaultDeletePolicy }: CompositeResourceDefinition): Schema {
  return {
    ...compositionChoice(undefined),
    compositeDeletePolicy: { ...oneOf("Background", "Foreground"), ...withDefault(defaultDeletePolicy) },
    resourceRef: reference(["apiVersion", "kind", "name"], ["apiVersion", "kind", "name"]),
    writeConnectionSecretToRef: named,
  };
}

/**
 * The injected fields of a composite resource: beside the author's for a legacy one, else all under
 * `crossplane`. https://docs.crossplane.io/latest/composition/composite-resources/
 */
export function injectedIntoComposite({ scope, defaultUpdatePolicy }: CompositeResourceDefinition): Schema {
  // A namespaced composite resource composes only in its own namespace, so its references have none.
  const parts = ["apiVersion", "kind", "name", ...(scope === "Namespaced" ? [] : ["namespace"])];
  const settings = {
    ...compositionChoice(defaultUpdatePolicy),
    resourceRefs: {
      type: "array",
      items: reference(parts, ["apiVersion", "kind"]),
      "x-kubernetes-list-type": "atomic",
    },
  };
  if (scope !== "LegacyCluster") {
    const description = "Configures how Crossplane will reconcile this composite resource";
    return { crossplane: { type: "object", description, properties: settings } };
  }
  const claim = ["apiVersion", "kind", "namespace", "name"];
  return {
    ...settings,
    claimRef: reference(claim, claim),
    writeConnectionSecretToRef: reference(["name", "namespace"], ["name", "namespace"]),
  };
}

function compositionChoice(updatePolicy: string | undefined): Schema {
  return {
    compositionRef: named,
    compositionSelector: selector,
    compositionRevisionRef: named,
    compositionRevisionSelector: selector,
    compositionUpdatePolicy: { ...oneOf("Automatic", "Manual"), ...withDefault(updatePolicy) },
  };
}

function reference(fields: readonly string[], required: readonly string[]): Schema {
  return objectOf(Object.fromEntries(fields.map((field) => [field, { type: "string" }])), required);
}

function objectOf(properties: Schema, required: readonly string[]): Schema {
  return { type: "object", required, properties };
}

function oneOf(...values: string[]): Schema {
  return { type: "string", enum: values };
}

function withDefault(value: string | undefined): Schema {
  return value === undefined ? {} : { default: value };
}
