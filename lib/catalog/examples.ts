/** Examples of an offer: from its author's annotation, and from the schema itself. */
import { z } from "zod";
import type { CatalogExample } from "#lib/catalog/types";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

const ANNOTATION = "vitrine.dev/examples";

const examples = z.array(
  z.object({
    title: z.string().trim().min(1),
    // Text, so that comments are kept.
    manifest: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
  }),
);

/** The text of the examples in annotations, the first layer with the key; undefined where there is none. */
export function findExamplesText(
  annotations: readonly Readonly<Record<string, string>>[],
): string | undefined {
  return annotations.map((layer) => layer[ANNOTATION]?.trim()).find(Boolean);
}

/** Why the annotation cannot be parsed; undefined for a valid or absent one. */
export function findExamplesProblem(text: string | undefined): string | undefined {
  if (text === undefined || parse(text)) return undefined;
  return `The examples can't be read: ${ANNOTATION} must be a list of objects with title and manifest.`;
}

/**
 * The examples of an offer as YAML manifests: those of the annotation, then the `example` of the schema, for
 * the whole object or `spec`.
 */
export function listExamples(
  type: { group: string; version: string; kind: string },
  text: string | undefined,
  schema: StructuralSchema | undefined,
): CatalogExample[] {
  const authored = (text === undefined ? undefined : parse(text)) ?? [];
  const own = readSchemaExample(schema);
  const head = {
    apiVersion: `${type.group}/${type.version}`,
    kind: type.kind,
    metadata: { name: "example" },
  };
  return [
    ...authored.map(({ title, manifest }) => ({
      title,
      manifest: typeof manifest === "string" ? manifest : writeYaml(manifest),
    })),
    ...(own ? [{ title: "Example of the API", manifest: writeYaml({ ...head, ...own }) }] : []),
  ];
}

function parse(text: string): z.infer<typeof examples> | undefined {
  const read = readYaml(text);
  return read.ok ? examples.safeParse(read.value).data : undefined;
}

function readSchemaExample(schema: StructuralSchema | undefined): JsonRecord | undefined {
  const whole = schema?.example;
  if (isRecord(whole)) return whole;
  const spec = ownValue(ownValue(schema?.properties, "spec"), "example");
  return isRecord(spec) ? { spec } : undefined;
}
