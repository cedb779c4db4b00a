import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseObject } from "#lib/kubernetes/objects/object";
import { cleanObject, formatYaml } from "#lib/kubernetes/objects/object-yaml";
import { readApiError } from "#lib/kubernetes/transport/api-error";
import { fieldToPointer } from "#lib/kubernetes/transport/field-pointer";
import { readJsonLines } from "#lib/kubernetes/transport/json-lines";
import { buildResourcePath, splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject } from "#lib/kubernetes/types";

const metadata = {
  name: "one",
  namespace: "team",
  uid: "u",
  resourceVersion: "7",
  creationTimestamp: "2026-11-20T10:00:00Z",
};

describe("parseObject", () => {
  it("drops managedFields and keeps the rest as it is", () => {
    const object = parseObject({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, managedFields: [{}] },
      spec: { a: [1] },
    });
    expect(object).toEqual({ apiVersion: "v1", kind: "Pod", metadata, spec: { a: [1] } });
  });

  it("gives an item of a list, or metadata alone, the type it was asked as", () => {
    const type = { group: "apps", version: "v1", kind: "Deployment" };
    const partial = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata };
    expect(parseObject(partial, type)).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  });

  it.each([
    ["metadata is what everything hangs on", { apiVersion: "v1", kind: "Pod" }],
    ["a name that is no text", { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: 1 } }],
    [
      "labels are text to text",
      { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, labels: { a: 1 } } },
    ],
  ])("refuses: %s", (_why, value) => {
    expect(() => parseObject(value)).toThrow();
  });
});

describe("buildResourcePath", () => {
  const pods = { group: "", version: "v1", plural: "pods", namespaced: true };
  it.each([
    ["the core group has a path of its own", pods, "team", "one", "/api/v1/namespaces/team/pods/one"],
    ["all namespaces", pods, undefined, undefined, "/api/v1/pods"],
    [
      "a cluster-scoped kind has no namespace, whatever was asked",
      { ...pods, group: "a.b", namespaced: false },
      "team",
      "one",
      "/apis/a.b/v1/pods/one",
    ],
    ["a slash cannot leave its segment", pods, "team", "a/../b", "/api/v1/namespaces/team/pods/a%2F..%2Fb"],
  ])("%s", (_why, resource, namespace, name, path) => {
    expect(buildResourcePath(resource, namespace, name)).toBe(path);
  });

  it.each([".", "..", ""])("refuses the name %j, which would step up or vanish", (name) => {
    expect(() => buildResourcePath(pods, "team", name)).toThrow("is not a valid name");
  });

  it("splits an apiVersion", () => {
    expect([splitApiVersion("v1"), splitApiVersion("a.b/v2")]).toEqual([
      { group: "", version: "v1" },
      { group: "a.b", version: "v2" },
    ]);
  });
});

describe("errors of the API server", () => {
  it.each([
    ["spec.replicas", "/spec/replicas"],
    ["spec.ports[0].name", "/spec/ports/0/name"],
    ["metadata.labels[a.b/c~d]", "/metadata/labels/a.b~1c~0d"],
    ["<nil>", ""],
    ["", ""],
  ])("field %s is the pointer %s", (field, pointer) => {
    expect(fieldToPointer(field)).toBe(pointer);
  });

  it.each([
    [400, "BadRequest", "invalid", "a malformed request"],
    [401, "Unauthorized", "misconfigured", "the person is signed in; the portal is not"],
    [403, "Forbidden", "forbidden", "RBAC said no"],
    [404, "NotFound", "not-found", "no such object"],
    [409, "AlreadyExists", "already-exists", "the name is taken"],
    [409, "Conflict", "conflict", "somebody was faster"],
    [410, "Expired", "conflict", "a list that is too old"],
    [422, "Invalid", "invalid", "the schema said no"],
    [429, "TooManyRequests", "cluster-unavailable", "later"],
    [500, "InternalError", "cluster-unavailable", "the server's own trouble"],
    [503, "ServiceUnavailable", "cluster-unavailable", "it starts"],
  ])("%i %s is %s: %s", (status, reason, code) => {
    const error = readApiError("local", status, { kind: "Status", reason, message: "m" });
    expect(error).toMatchObject({ code, httpStatus: status, reason });
  });

  it("names each field that was refused", () => {
    const causes = [{ reason: "FieldValueInvalid", message: "too big", field: "spec.size" }];
    const error = readApiError("local", 422, { kind: "Status", reason: "Invalid", details: { causes } });
    expect(error.errors).toEqual([{ path: "/spec/size", message: "too big", source: "server" }]);
  });

  it("understands a proxy that answers no Status", () => {
    expect(readApiError("local", 502, "<html>")).toMatchObject({
      code: "cluster-unavailable",
      httpStatus: 502,
    });
  });
});

describe("readJsonLines", () => {
  async function read(...chunks: Buffer[]): Promise<unknown[]> {
    const values: unknown[] = [];
    for await (const value of readJsonLines(from(chunks))) values.push(value);
    return values;
  }
  async function* from(chunks: Buffer[]) {
    yield* chunks;
  }

  it("joins what chunks cut, inside a character too", async () => {
    const bytes = Buffer.from('{"a":"é"}\n\n{"b":1}\n');
    expect(await read(bytes.subarray(0, 7), bytes.subarray(7))).toEqual([{ a: "é" }, { b: 1 }]);
  });

  it.each([
    ["a last line that was cut off", '{"a":1}\n{"b":'],
    ["a line that is not JSON", "<html>\n"],
  ])("throws for %s", async (_why, text) => {
    await expect(read(Buffer.from(text))).rejects.toThrow("is not JSON");
  });
});

describe("formatYaml", () => {
  const secret: KubernetesObject = {
    data: { password: "aHVudGVyMg==" },
    stringData: { token: "hunter2" },
    kind: "Secret",
    apiVersion: "v1",
    metadata: {
      ...metadata,
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"password":"aHVudGVyMg=="}}',
      },
    },
  };

  it("never shows the values of a Secret, nor kubectl's copy of them", () => {
    const yaml = formatYaml(secret);
    expect(yaml).not.toContain("hunter2");
    expect(yaml).not.toContain("aHVudGVyMg");
    expect(parse(yaml)).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      data: { password: "(hidden)" },
      stringData: { token: "(hidden)" },
    });
  });

  it("hides data of a Secret that has an unexpected shape", () => {
    expect(cleanObject({ ...secret, data: ["hunter2"] }).data).toBe("(hidden)");
  });

  it("writes keys in the order people do, and leaves the object alone", () => {
    const object = {
      status: {},
      rules: [],
      spec: {},
      metadata: { ...metadata, annotations: { a: "b" } },
      kind: "Widget",
      apiVersion: "a.b/v1",
    };
    expect(Object.keys(parse(formatYaml(object)))).toEqual([
      "apiVersion",
      "kind",
      "metadata",
      "spec",
      "rules",
      "status",
    ]);
    expect(Object.keys(object)[0]).toBe("status");
    expect(parse(formatYaml(object)).metadata.annotations).toEqual({ a: "b" });
  });
});
