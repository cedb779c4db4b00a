import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseXrd } from "#lib/crossplane/xrd";
import { claimApi, compositeApi, findRefusal, isBehind, predictDefinition } from "#lib/crossplane/xrd-api";
import { parseObject } from "#lib/kubernetes/objects/object";

const names = { kind: "XWidget", plural: "xwidgets" };
const claimNames = { kind: "Widget", plural: "widgets" };
const spec = { group: "example.com", names, versions: [] };

interface XrdOptions {
  version?: "v1" | "v2";
  generation?: number;
  conditions?: object[];
}

function read(own: unknown, { version = "v2", generation = 1, conditions = [] }: XrdOptions = {}) {
  return parseXrd(
    parseObject({
      apiVersion: `apiextensions.crossplane.io/${version}`,
      kind: "CompositeResourceDefinition",
      metadata: { name: "xwidgets.example.com", generation },
      spec: own,
      status: { conditions },
    }),
  );
}

function readDefined(own: object, options?: XrdOptions) {
  const parsed = read(own, options);
  if (parsed.state === "broken") throw new Error(parsed.reason);
  return parsed.xrd;
}

describe("parseXrd", () => {
  const rows: [reason: string, own: object, version: "v1" | "v2", expected: object][] = [
    ["has a legacy scope in v1", spec, "v1", { scope: "LegacyCluster", claimNames: undefined }],
    ["is namespaced by default in v2", spec, "v2", { scope: "Namespaced" }],
    ["reads the scope", { ...spec, scope: "Cluster" }, "v2", { scope: "Cluster" }],
    ["reads the legacy scope in v2", { ...spec, scope: "LegacyCluster" }, "v2", { scope: "LegacyCluster" }],
    ["reads the names of claims", { ...spec, claimNames }, "v1", { claimNames }],
    [
      "reads the default and the enforced composition",
      { ...spec, defaultCompositionRef: { name: "a" }, enforcedCompositionRef: { name: "b" } },
      "v1",
      { defaultComposition: "a", enforcedComposition: "b" },
    ],
    [
      "ignores invalid optional fields",
      { ...spec, scope: 7, defaultCompositionRef: "a", defaultCompositionUpdatePolicy: {}, metadata: 1 },
      "v2",
      { scope: "Namespaced", defaultComposition: undefined, generatedAnnotations: {} },
    ],
    [
      "reads versions with their original schemas",
      {
        ...spec,
        versions: [
          { name: "v1", served: true, referenceable: true, deprecated: true, deprecationWarning: "Use v2." },
          { name: "v2", schema: { openAPIV3Schema: { "x-ui-order": 1 } } },
          { name: "v3", schema: "none" },
        ],
      },
      "v2",
      {
        versions: [
          {
            name: "v1",
            served: true,
            referenceable: true,
            deprecated: true,
            deprecationWarning: "Use v2.",
            schema: undefined,
          },
          {
            name: "v2",
            served: false,
            referenceable: false,
            deprecated: false,
            schema: { "x-ui-order": 1 },
          },
          { name: "v3", schema: undefined },
        ],
      },
    ],
  ];
  it.each(rows)("%s", (_, own, version, expected) => {
    expect(readDefined(own, { version })).toMatchObject(expected);
  });

  const broken: [reason: string, own: unknown, field: string][] = [
    ["no spec", undefined, "spec: "],
    ["no kind", { ...spec, names: { plural: "xwidgets" } }, "spec.names.kind: "],
    ["no versions", { ...spec, versions: undefined }, "spec.versions: "],
    ["a version without a name", { ...spec, versions: [{ served: true }] }, "spec.versions.0.name: "],
    ["claims without a plural", { ...spec, claimNames: { kind: "Widget" } }, "spec.claimNames.plural: "],
  ];
  it.each(broken)("reports the invalid field: %s", (_, own, field) => {
    expect(read(own)).toMatchObject({ state: "broken", reason: expect.stringContaining(field) });
  });
});

describe("APIs that Crossplane creates from an XRD", () => {
  it("are a claim and a composite resource", () => {
    const xrd = readDefined({ ...spec, claimNames }, { version: "v1" });
    expect(claimApi(xrd)).toMatchObject({
      role: "claim",
      kind: "Widget",
      plural: "widgets",
      scope: "Namespaced",
      crdName: "widgets.example.com",
    });
    expect(compositeApi(xrd)).toMatchObject({
      kind: "XWidget",
      scope: "Cluster",
      crdName: "xwidgets.example.com",
    });
    expect(claimApi(readDefined(spec))).toBeUndefined();
  });

  const choice = [
    "compositionRef",
    "compositionSelector",
    "compositionRevisionRef",
    "compositionRevisionSelector",
    "compositionUpdatePolicy",
  ];
  const injected: [reason: string, scope: string, role: "claim" | "composite", fields: string[]][] = [
    [
      "a claim",
      "LegacyCluster",
      "claim",
      [...choice, "compositeDeletePolicy", "resourceRef", "writeConnectionSecretToRef"],
    ],
    [
      "a legacy composite resource",
      "LegacyCluster",
      "composite",
      [...choice, "resourceRefs", "claimRef", "writeConnectionSecretToRef"],
    ],
    ["a namespaced composite resource", "Namespaced", "composite", ["crossplane"]],
    ["a cluster-scoped composite resource", "Cluster", "composite", ["crossplane"]],
  ];
  it.each(injected)("have the fields of Crossplane: %s", (_, scope, role, fields) => {
    const xrd = readDefined({ ...spec, scope, claimNames });
    const api = role === "claim" ? claimApi(xrd) : compositeApi(xrd);
    expect(Object.keys(api?.injected ?? {})).toEqual(fields);
  });

  it("have the policies of the XRD as defaults", () => {
    const policies = { defaultCompositionUpdatePolicy: "Manual", defaultCompositeDeletePolicy: "Foreground" };
    const xrd = readDefined({ ...spec, ...policies, claimNames }, { version: "v1" });
    expect(claimApi(xrd)?.injected).toMatchObject({ compositeDeletePolicy: { default: "Foreground" } });
    expect(compositeApi(xrd).injected).toMatchObject({ compositionUpdatePolicy: { default: "Manual" } });
  });

  const False = (type: string, message?: string) => ({ type, status: "False", message });
  const refusals: [
    reason: string,
    conditions: object[],
    claim: string | undefined,
    xr: string | undefined,
  ][] = [
    ["no refusal without conditions", [], undefined, undefined],
    ["no refusal for a condition without a message", [False("Established")], undefined, undefined],
    ["a refusal of the claim only", [False("Offered", "claim taken")], "claim taken", undefined],
    ["a refusal of the composite resource and the claim", [False("Established", "taken")], "taken", "taken"],
  ];
  it.each(refusals)("have the refusals of the conditions: %s", (_, conditions, ofClaim, ofComposite) => {
    const xrd = readDefined({ ...spec, claimNames }, { version: "v1", conditions });
    const claim = claimApi(xrd);
    expect(claim && findRefusal(claim)).toBe(ofClaim);
    expect(findRefusal(compositeApi(xrd))).toBe(ofComposite);
  });

  const behind: [reason: string, observedGeneration: number | undefined, expected: boolean][] = [
    ["false when the change is observed", 3, false],
    ["true when the change is not observed", 2, true],
    ["false when Crossplane reports no generation", undefined, false],
  ];
  it.each(behind)("are behind: %s", (_, observedGeneration, expected) => {
    const conditions = [{ type: "Established", status: "True", observedGeneration }];
    expect(isBehind(compositeApi(readDefined(spec, { generation: 3, conditions })))).toBe(expected);
  });
});

describe("predictDefinition", () => {
  const predict = (schema: object) => {
    const version = { name: "v1", served: true, referenceable: true, schema: { openAPIV3Schema: schema } };
    return predictDefinition(compositeApi(readDefined({ ...spec, versions: [version] }))).versions[0];
  };
  const rows: [reason: string, schema: object, expected: object][] = [
    [
      "adds the fields of Crossplane to those of the author",
      { properties: { spec: { required: ["size"], properties: { size: { type: "string" } } } } },
      {
        properties: {
          spec: { required: ["size"], properties: { size: { type: "string" }, crossplane: {} } },
        },
      },
    ],
    [
      "prefers the field of Crossplane to a field of the author with the same name",
      { properties: { spec: { properties: { crossplane: { type: "string" } } } } },
      { properties: { spec: { properties: { crossplane: { type: "object" } } } } },
    ],
    [
      "keeps a lower limit of the author for names",
      { properties: { metadata: { properties: { name: { maxLength: 20 } } } } },
      { properties: { metadata: { properties: { name: { maxLength: 20 } } } } },
    ],
    [
      "limits names to the length of a label",
      { properties: { metadata: { properties: { name: { maxLength: 99 } } } } },
      { properties: { metadata: { properties: { name: { maxLength: 63 } } } } },
    ],
    [
      "replaces invalid properties",
      { properties: 7 },
      { properties: { spec: { properties: { crossplane: {} } } } },
    ],
  ];
  it.each(rows)("%s", (_, schema, expected) => {
    expect(predict(schema)).toMatchObject({ storage: true, schema: expected });
  });

  it("drops the keywords and fields that Crossplane drops", () => {
    const { schema } = predict({
      additionalProperties: true,
      properties: { data: { type: "string" }, spec: { anyOf: [], properties: {} } },
    }) ?? { schema: undefined };
    expect(schema).not.toHaveProperty("additionalProperties");
    expect(schema).not.toHaveProperty("properties.data");
    expect(schema).not.toHaveProperty("properties.spec.anyOf");
  });
});

const fixtures = new URL("../../../shared/fixtures/crossplane/", import.meta.url);
const files = existsSync(fixtures) ? readdirSync(fixtures).filter((file) => file.startsWith("xrd-")) : [];

describe.skipIf(files.length === 0)("upstream XRDs (skipped without their files)", () => {
  it.each(files)("parses %s", (file) => {
    const xrd = parseXrd(parseObject(parse(readFileSync(new URL(file, fixtures), "utf8"))));
    expect(xrd).toMatchObject({ state: "defined", xrd: { scope: "Namespaced" } });
  });
});
