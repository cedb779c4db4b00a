import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  chooseVersion,
  parseCustomResourceDefinition,
} from "#lib/kubernetes/discovery/custom-resource-definition";

const spec = { group: "example.com", names: { kind: "Widget", plural: "widgets" }, versions: [] };

describe("parseCustomResourceDefinition", () => {
  const rows: [reason: string, object: object, expected: object][] = [
    [
      "accepts missing metadata",
      { spec },
      { name: "widgets.example.com", scope: "Namespaced", established: false },
    ],
    [
      "accepts null labels and annotations",
      { metadata: { labels: null, annotations: null }, spec },
      { labels: {}, annotations: {} },
    ],
    [
      "accepts null conditions, as a template writes them",
      { spec, status: { conditions: null } },
      { established: false },
    ],
    [
      "reads the condition Established",
      { spec, status: { conditions: [{ type: "Established", status: "True" }] } },
      { established: true },
    ],
    [
      "gives a default message for refused names",
      { spec, status: { conditions: [{ type: "NamesAccepted", status: "False" }] } },
      { namesRefused: "its names are taken" },
    ],
    [
      "treats a version without `served` as not served",
      { spec: { ...spec, versions: [{ name: "v1" }] } },
      { versions: [{ name: "v1", served: false, schema: undefined }] },
    ],
  ];
  it.each(rows)("%s", (_, object, expected) => {
    expect(parseCustomResourceDefinition(object)).toMatchObject(expected);
  });

  const broken: [reason: string, object: unknown][] = [
    ["a missing object", undefined],
    ["a missing list of versions", { spec: { ...spec, versions: undefined } }],
    [
      "a schema that is not an object",
      { spec: { ...spec, versions: [{ name: "v1", schema: { openAPIV3Schema: "x" } }] } },
    ],
  ];
  it.each(broken)("refuses %s", (_, object) => {
    expect(() => parseCustomResourceDefinition(object)).toThrow();
  });
});

describe("chooseVersion", () => {
  const version = (name: string, served: boolean, storage: boolean) => ({ name, served, storage });
  const rows: [reason: string, versions: ReturnType<typeof version>[], chosen: string | undefined][] = [
    ["returns the storage version", [version("v1", true, false), version("v2", true, true)], "v2"],
    [
      "returns the first served version when the storage version is not served",
      [version("v1", false, true), version("v2", true, false), version("v3", true, false)],
      "v2",
    ],
    ["returns nothing when no version is served", [version("v1", false, true)], undefined],
    ["returns nothing without versions", [], undefined],
  ];
  it.each(rows)("%s", (_, versions, chosen) => {
    expect(chooseVersion(versions)?.name).toBe(chosen);
  });
});

const fixtures = new URL("../../../../shared/fixtures/kratix-crds/", import.meta.url);

describe.skipIf(!existsSync(fixtures))("upstream CRDs (skipped without their files)", () => {
  it.each(existsSync(fixtures) ? readdirSync(fixtures) : [])("%s", (file) => {
    const definition = parseCustomResourceDefinition(parse(readFileSync(new URL(file, fixtures), "utf8")));
    expect(`${definition.group}_${definition.plural}.yaml`).toBe(file);
    expect(chooseVersion(definition.versions)?.schema).toBeDefined();
  });
});
