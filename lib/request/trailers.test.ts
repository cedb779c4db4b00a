import { describe, expect, it } from "vitest";
import { formatTrailers, hashInput, parseTrailers, type RequestTrailers } from "#lib/request/trailers";

const trailers: RequestTrailers = {
  operation: "create",
  entry: "crd.local.databases",
  object: {
    cluster: "local",
    group: "demo.test",
    version: "v1",
    kind: "Database",
    plural: "databases",
    namespace: "team-a",
    name: "orders",
  },
  path: "local/team-a/orders.yaml",
  key: "0123",
  input: "4567",
};

describe("formatTrailers", () => {
  it("returns text that parseTrailers reads back", () => {
    expect(parseTrailers(`Please.\n\n${formatTrailers(trailers)}\n`)).toEqual(trailers);
  });

  it("keeps any map key in the path of a confirmed value on one line", () => {
    const noSecrets = [{ path: "/spec/a\nVitrine-Kind: Secret\u2028\u{e0001}\u202e", digest: 1 }];
    const text = formatTrailers({ ...trailers, noSecrets });
    expect(text).not.toMatch(/[\p{Cf}\u2028]/u);
    expect(parseTrailers(text)).toEqual({ ...trailers, noSecrets });
  });

  it.each<[string, Partial<RequestTrailers>]>([
    ["a line break in the version", { object: { ...trailers.object, version: "v1\nVitrine-Kind: Secret" } }],
    ["a carriage return in the kind", { object: { ...trailers.object, kind: "Database\rX" } }],
    ["a line separator in the path", { path: "a\u2028Vitrine-Operation: delete" }],
    ["a next-line character in the entry", { entry: "x\u0085y" }],
    ["a direction mark in the name", { object: { ...trailers.object, name: "orders\u202e" } }],
    [
      "a slash in the name, which would shift the other parts",
      { object: { ...trailers.object, name: "a/b" } },
    ],
    ["an empty version, which would shift the other parts", { object: { ...trailers.object, version: "" } }],
    ["a line break in the key", { key: "1\n2" }],
  ])("refuses %s", (_why, forged) => {
    expect(() => formatTrailers({ ...trailers, ...forged })).toThrow(
      expect.objectContaining({ code: "invalid" }),
    );
  });
});

describe("hashInput", () => {
  it("treats the same values in another order as the same input, and distinguishes people and values", () => {
    const digest = hashInput("ana", { name: "x", values: { a: 1, b: 2 } });
    expect(hashInput("ana", { values: { b: 2, a: 1 }, name: "x" })).toBe(digest);
    expect(hashInput("bo", { name: "x", values: { a: 1, b: 2 } })).not.toBe(digest);
    expect(hashInput("ana", { name: "y", values: { a: 1, b: 2 } })).not.toBe(digest);
  });
});
