import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { convertSchema } from "#lib/form/convert/convert";
import { type LayoutGroup, layoutForm } from "#lib/form/layout/layout";
import { validateValues } from "#lib/form/values/validate";
import { isRecord, readPointer } from "#lib/schema/pointer";

// Real schemas, kept outside the repository.
const FIXTURES = process.env.VITRINE_FIXTURES ?? join(import.meta.dirname, "../../../../shared/fixtures");
const present = existsSync(FIXTURES);
if (!present) console.warn(`Skipped the real schemas: ${FIXTURES} is not there.`);

function readDocuments(folder: string): { file: string; document: unknown }[] {
  if (!present) return [];
  return readdirSync(join(FIXTURES, folder)).flatMap((file) =>
    parseAllDocuments(readFileSync(join(FIXTURES, folder, file), "utf8")).map((document) => ({
      file,
      document: document.toJS(),
    })),
  );
}

function readVersions() {
  return ["kratix-crds", "promises", "crossplane"].flatMap(readDocuments).flatMap(({ file, document }) => {
    const definition =
      readPointer(document, "/kind") === "Promise" ? readPointer(document, "/spec/api") : document;
    const versions = readPointer(definition, "/spec/versions");
    const kind = String(readPointer(definition, "/spec/names/kind"));
    if (!Array.isArray(versions)) return [];
    return versions.map((version: unknown) => ({
      file,
      kind,
      schema: readPointer(version, "/schema/openAPIV3Schema"),
    }));
  });
}

/** Every leaf of a structural schema, as the form counts them: maps, lists and open objects are leaves. */
function leavesOf(node: unknown, pointer: string): string[] {
  const properties = readPointer(node, "/properties");
  const names = isRecord(properties) ? Object.keys(properties) : [];
  const embedded = readPointer(node, "/x-kubernetes-embedded-resource") === true;
  if (names.length === 0 || embedded) return [pointer];
  return names.flatMap((name) =>
    leavesOf(isRecord(properties) ? properties[name] : undefined, `${pointer}/${name}`),
  );
}

function placesOf(groups: LayoutGroup[]): string[] {
  return groups.flatMap((group) => [
    ...group.fields.map((field) => field.pointer),
    ...placesOf(group.groups),
  ]);
}

describe.skipIf(!present)("real schemas", () => {
  it.each(readVersions().map((version) => [`${version.file} ${version.kind}`, version] as const))(
    "%s: every field has a place in the form",
    (_name, { kind, schema }) => {
      if (!isRecord(schema)) throw new Error("The fixture has no schema.");
      const form = convertSchema(schema, { kind });
      const { essentials, groups } = layoutForm(form);
      const places = [...essentials.map((field) => field.pointer), ...placesOf(groups)];
      const leaves = leavesOf(schema, "").filter(
        (leaf) => !/^\/(apiVersion|kind|metadata|status)\b/.test(leaf),
      );
      const lost = leaves.filter(
        (leaf) => !places.some((place) => leaf === place || leaf.startsWith(`${place}/`)),
      );
      expect(lost).toEqual([]);
    },
  );

  it.each(readDocuments("requests").map(({ file, document }) => [file, document] as const))(
    "accepts the upstream request %s",
    (_file, document) => {
      const version = readVersions().find(({ kind }) => kind === readPointer(document, "/kind"));
      if (!version || !isRecord(version.schema)) throw new Error("No schema for this request.");
      const form = convertSchema(version.schema, { kind: version.kind });
      expect(validateValues(form, { spec: readPointer(document, "/spec") })).toEqual([]);
    },
  );
});
