import { describe, expect, it } from "vitest";
import { actionInput, requestInput } from "#lib/api/contract/requests";
import { resourceFilter } from "#lib/api/contract/resources";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const object = { cluster: "local", group: "demo.example", version: "v1", kind: "Database", name: "db" };
const request = { entry: "promise.local.database", name: "orders-db", operation: "create", values: {} };

describe("requestInput", () => {
  it.each<[why: string, changes: object]>([
    ["an entry", {}],
    ["an entry with escapes and a part", { entry: "promise.arn~3a~aws.db~composite" }],
    ["a version", { version: "v1alpha1" }],
    ["an empty namespace", { namespace: "" }],
    ["an invalid name, which the preview reports", { name: "Orders DB" }],
    ["an update of an object in the core group", { object: { ...object, group: "" }, base: SHA }],
    [
      "a name with a colon, as in roles",
      { object: { ...object, name: "system:admin" }, base: SHA + SHA.slice(16) },
    ],
    ["an unknown field of a later client", { later: true }],
  ])("accepts %s", (_why, changes) => {
    expect(requestInput.safeParse({ ...request, ...changes }).error).toBeUndefined();
  });

  it.each<[why: string, path: string, changes: object]>([
    ["forged trailers", "version", { version: "v1\nVitrine-Object: local/_/v1/secrets/kube-system/x" }],
    ["a version with a parent folder", "version", { version: "../v1" }],
    ["an upper-case version", "version", { version: "V1" }],
    ["forged trailers", "name", { name: "db\nVitrine-Kind: Secret" }],
    ["a line separator", "name", { name: "db\u2028x" }],
    ["a right-to-left override", "name", { name: "db\u202ebd" }],
    ["a next line (NEL)", "namespace", { namespace: "team-a\u0085x" }],
    ["a lone surrogate", "name", { name: "db\ud800" }],
    ["an entry with a line break", "entry", { entry: "promise.local.db\n" }],
    ["an entry with a slash", "entry", { entry: "promise/local/db" }],
    ["a base that is a branch", "base", { base: "main" }],
    ["a cluster that is a path", "object", { object: { ...object, cluster: "../x" } }],
    ["a group with a slash", "object", { object: { ...object, group: "a/b" } }],
    ["a kind with a line break", "object", { object: { ...object, kind: "Secret\n" } }],
    ["a name that is a parent folder", "object", { object: { ...object, name: ".." } }],
    ["a namespace with a slash", "object", { object: { ...object, namespace: "a/b" } }],
  ])("refuses %s in %s", (_why, path, changes) => {
    const parsed = requestInput.safeParse({ ...request, ...changes });
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([path]);
  });
});

describe("comment", () => {
  it.each([
    ["several lines", "Looks good.\n\nTwo notes:\t1, 2", true],
    ["Windows line endings", "one\r\ntwo", true],
    ["other scripts and emoji", "שלום 你好 👍🏽", true],
    ["an escape sequence of a terminal", "\u001b[2K approved", false],
    ["a lone carriage return", "fine\rVitrine-Author: bo", false],
    ["a right-to-left override", "approve \u202eevorppa", false],
    ["a null character", "a\0b", false],
  ])("with %s: %j is valid: %s", (_why, comment, allowed) => {
    expect(actionInput.safeParse({ comment }).success).toBe(allowed);
  });
});

describe("resourceFilter", () => {
  it.each([
    ["accepts an empty filter", {}, true],
    ["accepts an offer", { entry: "promise.local.db" }, true],
    [
      "accepts a kind of the core group",
      { group: "", kind: "Pod", namespace: "team-a", cluster: "local" },
      true,
    ],
    ["refuses a namespace that is a path", { namespace: "../kube-system" }, false],
    ["refuses a kind with spaces", { kind: "a b" }, false],
  ])("%s", (_why, filter, allowed) => {
    expect(resourceFilter.safeParse(filter).success).toBe(allowed);
  });
});
