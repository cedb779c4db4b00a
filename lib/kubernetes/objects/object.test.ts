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
  it("drops managedFields and keeps the rest unchanged", () => {
    const object = parseObject({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, managedFields: [{}] },
      spec: { a: [1] },
    });
    expect(object).toEqual({ apiVersion: "v1", kind: "Pod", metadata, spec: { a: [1] } });
  });

  it("sets the requested type on an item of a list and on metadata only", () => {
    const type = { group: "apps", version: "v1", kind: "Deployment" };
    const partial = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata };
    expect(parseObject(partial, type)).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  });

  it.each([
    ["an object without metadata", { apiVersion: "v1", kind: "Pod" }],
    ["a name that is not a string", { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: 1 } }],
    [
      "labels that are not strings",
      { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, labels: { a: 1 } } },
    ],
  ])("refuses %s", (_why, value) => {
    expect(() => parseObject(value)).toThrow();
  });
});

describe("buildResourcePath", () => {
  const pods = { group: "", version: "v1", plural: "pods", namespaced: true };
  it.each([
    ["builds a path in the core group", pods, "team", "one", "/api/v1/namespaces/team/pods/one"],
    ["builds a path for all namespaces", pods, undefined, undefined, "/api/v1/pods"],
    [
      "drops the namespace of a cluster-scoped kind",
      { ...pods, group: "a.b", namespaced: false },
      "team",
      "one",
      "/apis/a.b/v1/pods/one",
    ],
    ["escapes a slash in a name", pods, "team", "a/../b", "/api/v1/namespaces/team/pods/a%2F..%2Fb"],
  ])("%s", (_why, resource, namespace, name, path) => {
    expect(buildResourcePath(resource, namespace, name)).toBe(path);
  });

  it.each([".", "..", ""])("refuses the name %j, which would change the path", (name) => {
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
  ])("converts the field %s to the pointer %s", (field, pointer) => {
    expect(fieldToPointer(field)).toBe(pointer);
  });

  it.each([
    [400, "BadRequest", "invalid", "a malformed request"],
    [401, "Unauthorized", "misconfigured", "the portal's own credentials are invalid"],
    [403, "Forbidden", "forbidden", "RBAC refuses the call"],
    [404, "NotFound", "not-found", "the object does not exist"],
    [409, "AlreadyExists", "already-exists", "the name is taken"],
    [409, "Conflict", "conflict", "another client changed the object first"],
    [410, "Expired", "conflict", "the list is too old"],
    [422, "Invalid", "invalid", "the schema refuses the object"],
    [429, "TooManyRequests", "cluster-unavailable", "later"],
    [500, "InternalError", "cluster-unavailable", "an internal server error"],
    [503, "ServiceUnavailable", "cluster-unavailable", "the server is starting"],
  ])("maps %i %s to %s: %s", (status, reason, code) => {
    const error = readApiError("local", status, { kind: "Status", reason, message: "m" });
    expect(error).toMatchObject({ code, httpStatus: status, reason });
  });

  it("lists each invalid field", () => {
    const causes = [{ reason: "FieldValueInvalid", message: "too big", field: "spec.size" }];
    const error = readApiError("local", 422, { kind: "Status", reason: "Invalid", details: { causes } });
    expect(error.errors).toEqual([{ path: "/spec/size", message: "too big", source: "server" }]);
  });

  it("accepts an answer of a proxy that is not a Status", () => {
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

  it("joins lines and characters that chunks split", async () => {
    const bytes = Buffer.from('{"a":"é"}\n\n{"b":1}\n');
    expect(await read(bytes.subarray(0, 7), bytes.subarray(7))).toEqual([{ a: "é" }, { b: 1 }]);
  });

  it.each([
    ["a truncated last line", '{"a":1}\n{"b":'],
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

  it("hides the values of a Secret and kubectl's copy of them", () => {
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

  it("hides the data of a Secret with an unexpected shape", () => {
    expect(cleanObject({ ...secret, data: ["hunter2"] }).data).toBe("(hidden)");
  });

  it("writes keys in the usual order and does not change the object", () => {
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
