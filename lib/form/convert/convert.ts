/** Converts a structural schema (a CRD version's `openAPIV3Schema`) to the schema of a form. */

import { PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { convertNode } from "#lib/form/convert/convert-node";
import { markFields } from "#lib/form/convert/special-fields";
import { collectDefaults } from "#lib/form/fields/defaults";
import type { FormField } from "#lib/form/tree/field";
import { writeForm } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

/** Fields that the manifest or the cluster fills in, and never the form. */
const NOT_IN_FORM = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * The form of one version. Every field of the schema is in the form. A field without a widget, or with a
 * schema that cannot be converted, gets its own YAML editor, with the reason.
 * Defaults are left out of the rules, so that nothing copies them into values; they are in `defaults` and in the
 * options of the fields. Rules over several fields (`oneOf`, `anyOf`, `allOf`, `not`) define no fields in a structural
 * schema. They are kept under `x-vitrine-rules` for `validateValues`.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 * @throws PortalError `invalid` when the root is not an object schema.
 */
export function convertSchema(
  structural: StructuralSchema | undefined,
  options: { kind: string },
): FormSchema {
  const root = checkRoot(structural, options.kind);
  const properties = isRecord(root.properties) ? root.properties : {};
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !NOT_IN_FORM.has(name)));
  const required = Array.isArray(root.required) ? root.required.filter((name) => !NOT_IN_FORM.has(name)) : [];
  const field = convertNode(
    { ...withoutIdentity(root), type: "object", properties: own, required },
    { name: options.kind, depth: 0 },
  );
  const nameRule = convertNameRule(properties.metadata);
  const named: FormField = {
    ...field,
    title: options.kind,
    rules: { ...field.rules, ...(nameRule && { "x-vitrine-name": nameRule }) },
  };
  return writeForm(markFields(named), collectDefaults(named));
}

// The server counts and validates the object with its identity (apiVersion, kind, metadata), which form
// values do not have.
function withoutIdentity(root: JsonRecord): JsonRecord {
  const dropped = [
    "minProperties",
    "maxProperties",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
  ];
  const rules = ["allOf", "anyOf", "oneOf", "not"].filter((keyword) =>
    [...NOT_IN_FORM].some((name) => formatJson(root[keyword]).includes(`"${name}"`)),
  );
  return Object.fromEntries(
    Object.entries(root).filter(([keyword]) => !dropped.includes(keyword) && !rules.includes(keyword)),
  );
}

function checkRoot(structural: StructuralSchema | undefined, kind: string): JsonRecord {
  if (structural === undefined) throw brokenSchema(kind, "the API declares no schema");
  if (!isRecord(structural)) throw brokenSchema(kind, "the schema is not an object");
  if (structural.type !== undefined && structural.type !== "object") {
    throw brokenSchema(kind, `the schema describes a ${String(structural.type)}, not an object`);
  }
  if (structural.properties !== undefined && !isRecord(structural.properties)) {
    throw brokenSchema(kind, "the schema's properties are not an object");
  }
  return structural;
}

function brokenSchema(kind: string, reason: string): PortalError {
  return new PortalError("invalid", {
    detail: `${kind} can't be shown as a form: ${reason}.`,
    suggestion: "The owner of the offer must correct the schema.",
  });
}

// An API may limit names further: Kratix sets maxLength 63.
function convertNameRule(metadata: unknown): JsonRecord | undefined {
  const name = isRecord(metadata) && isRecord(metadata.properties) ? metadata.properties.name : undefined;
  const limit = isRecord(name) ? name.maxLength : undefined;
  return typeof limit === "number" ? { maxLength: limit } : undefined;
}
