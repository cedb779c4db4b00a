import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parsePromise } from "#lib/kratix/promise";
import { parseObject } from "#lib/kubernetes/objects/object";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    names: { kind: "Widget", plural: "widgets" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

function promise(spec: unknown, status?: unknown, metadata: object = {}) {
  return parsePromise({
    apiVersion: "platform.kratix.io/v1alpha1",
    kind: "Promise",
    metadata: { name: "widget", uid: "u", resourceVersion: "1", creationTimestamp: "", ...metadata },
    spec,
    status,
  });
}

describe("parsePromise: spec.api", () => {
  const rows: [reason: string, spec: unknown, state: string][] = [
    ["is none without an API", {}, "none"],
    ["is none for null", { api: null }, "none"],
    ["is none for an empty object", { api: {} }, "none"],
    ["is none without a spec", undefined, "none"],
    ["is defined for a complete CRD", { api: definition }, "defined"],
    ["is defined for null annotations", { api: withMetadata({ annotations: null }) }, "defined"],
    ["is defined for a CRD without metadata", { api: { ...definition, metadata: undefined } }, "defined"],
    [
      "is broken for a CRD without names",
      { api: { ...definition, spec: { group: "example.com" } } },
      "broken",
    ],
    ["is broken for text", { api: "widgets" }, "broken"],
    ["is broken for a list", { api: [definition] }, "broken"],
  ];
  it.each(rows)("%s", (_, spec, state) => {
    expect(promise(spec).api.state).toBe(state);
  });

  it("reports the invalid field", () => {
    const { api } = promise({
      api: { ...definition, spec: { ...definition.spec, names: { kind: "Widget" } } },
    });
    expect(api).toMatchObject({
      state: "broken",
      reason: expect.stringContaining("spec.api.spec.names.plural"),
    });
  });

  it("names an embedded CRD without a name as the API server requires", () => {
    const { api } = promise({ api: { ...definition, metadata: undefined } });
    expect(api).toMatchObject({ definition: { name: "widgets.example.com", established: false } });
  });
});

function withMetadata(metadata: object) {
  return { ...definition, metadata: { ...definition.metadata, ...metadata } };
}

describe("parsePromise: status of both versions", () => {
  const rows: [reason: string, status: unknown, labels: Record<string, string>, expected: object][] = [
    ["reads no status", undefined, {}, { available: undefined, version: undefined }],
    [
      "old Kratix: reads status.status",
      { status: "Available", version: "v1" },
      {},
      { available: true, version: "v1" },
    ],
    [
      "new Kratix: prefers status.kratix",
      { status: "Available", kratix: { status: "Unavailable", version: "v2" } },
      {},
      { available: false, version: "v2" },
    ],
    ["reads the version from the label", {}, { "kratix.io/promise-version": "v3" }, { version: "v3" }],
    ["reads not-set as no version", { version: "not-set" }, {}, { version: undefined }],
    ["reads the label for a pause", {}, { "kratix.io/paused": "true" }, { paused: true }],
    [
      "reads other fields beside an invalid status",
      { status: 7, message: "Working on it" },
      {},
      { message: "Working on it" },
    ],
  ];
  it.each(rows)("%s", (_, status, labels, expected) => {
    expect(promise({}, status, { labels })).toMatchObject(expected);
  });
});

describe("parsePromise: required Promises", () => {
  const rows: [sentence: string | undefined, state: string | undefined][] = [
    ["Requirement installed", "installed"],
    ["Requirement not installed", "missing"],
    ["Requirement not installed at the specified version", "other-version"],
    ["Requirement state unknown", "unknown"],
    [undefined, undefined],
  ];
  it.each(rows)("reads the state '%s'", (sentence, state) => {
    const status = sentence && {
      requiredPromises: [{ name: "namespace", version: "v1.0.0", state: sentence }],
    };
    const { requiredPromises } = promise(
      { requiredPromises: [{ name: "namespace", version: "v1.0.0" }] },
      status,
    );
    expect(requiredPromises).toEqual([{ name: "namespace", version: "v1.0.0", state }]);
  });
});

describe("parsePromise: workflows", () => {
  const rows: [reason: string, workflows: unknown, expected: object][] = [
    [
      "reads no pipelines without workflows",
      undefined,
      { pipelines: { resource: { configure: [], delete: [] } }, pipelineNamespace: undefined },
    ],
    [
      "reads no pipelines from null",
      { resource: null },
      { pipelines: { resource: { configure: [], delete: [] } } },
    ],
    [
      "reads pipelines and their namespace",
      {
        resource: { configure: [{ metadata: { name: "make" } }] },
        config: { pipelineNamespace: "pipelines" },
      },
      { pipelines: { resource: { configure: ["make"], delete: [] } }, pipelineNamespace: "pipelines" },
    ],
  ];
  it.each(rows)("%s", (_, workflows, expected) => {
    expect(promise({ workflows })).toMatchObject(expected);
  });
});

const fixtures = new URL("../../../shared/fixtures/promises/", import.meta.url);

describe.skipIf(!existsSync(fixtures))("upstream Promises (skipped without their files)", () => {
  const expected: Record<string, { state: string; kind?: string; configure: string[] }> = {
    "ai.yaml": { state: "defined", kind: "ai", configure: ["instance-configure"] },
    "aws-rds.yaml": { state: "defined", kind: "RDS", configure: ["rds-configure", "rds-wait"] },
    "cert-manager-no-api.yaml": { state: "none", configure: [] },
    "mongodb-full.yaml": { state: "defined", kind: "MongoDB", configure: ["configure-workflow"] },
    "namespace-claim.yaml": { state: "defined", kind: "NamespaceClaim", configure: ["claim-ensure"] },
    "runtime.yaml": { state: "defined", kind: "Runtime", configure: ["instance"] },
    "tekton.yaml": { state: "defined", kind: "tekton", configure: ["tekton-package"] },
  };
  const files = existsSync(fixtures) ? readdirSync(fixtures) : [];

  it.each(files)("parses %s", (file) => {
    const read = parsePromise(parseObject(parse(readFileSync(new URL(file, fixtures), "utf8"))));
    const kind = read.api.state === "defined" ? read.api.definition.kind : undefined;
    expect(read.api.state).not.toBe("broken");
    const known = expected[file];
    const found = { state: read.api.state, kind, configure: read.pipelines.resource.configure };
    if (known) expect(found).toEqual(known);
  });
});
