import { describe, expect, it } from "vitest";
import { actionInput, requestInput } from "#lib/api/contract/requests";
import { resourceFilter } from "#lib/api/contract/resources";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const object = { cluster: "local", group: "demo.example", version: "v1", kind: "Database", name: "db" };
const request = { entry: "promise.local.database", name: "orders-db", operation: "create", values: {} };

describe("a request", () => {
  it.each<[why: string, changes: object]>([
    ["an entry", {}],
    ["an entry with escapes and a part", { entry: "promise.arn~3a~aws.db~composite" }],
    ["a version", { version: "v1alpha1" }],
    ["no namespace yet", { namespace: "" }],
    ["a name that is not right yet: the preview says so", { name: "Orders DB" }],
    ["a change of an object of the core group", { object: { ...object, group: "" }, base: SHA }],
    [
      "a name with a colon, as roles have",
      { object: { ...object, name: "system:admin" }, base: SHA + SHA.slice(16) },
    ],
    ["a field that a later client sends", { later: true }],
  ])("may hold %s", (_why, changes) => {
    expect(requestInput.safeParse({ ...request, ...changes }).error).toBeUndefined();
  });

  it.each<[why: string, path: string, changes: object]>([
    ["forged trailers", "version", { version: "v1\nVitrine-Object: local/_/v1/secrets/kube-system/x" }],
    ["a version that leaves its folder", "version", { version: "../v1" }],
    ["an upper-case version", "version", { version: "V1" }],
    ["forged trailers", "name", { name: "db\nVitrine-Kind: Secret" }],
    ["a line separator", "name", { name: "db\u2028x" }],
    ["text that turns its direction", "name", { name: "db\u202ebd" }],
    ["a next line (NEL)", "namespace", { namespace: "team-a\u0085x" }],
    ["half a character", "name", { name: "db\ud800" }],
    ["an entry with a line break", "entry", { entry: "promise.local.db\n" }],
    ["an entry with a slash", "entry", { entry: "promise/local/db" }],
    ["a base that is a branch", "base", { base: "main" }],
    ["a cluster that is a path", "object", { object: { ...object, cluster: "../x" } }],
    ["a group with a slash", "object", { object: { ...object, group: "a/b" } }],
    ["a kind with a line break", "object", { object: { ...object, kind: "Secret\n" } }],
    ["a name that is a parent folder", "object", { object: { ...object, name: ".." } }],
    ["a namespace with a slash", "object", { object: { ...object, namespace: "a/b" } }],
  ])("may not hold %s in its %s", (_why, path, changes) => {
    const parsed = requestInput.safeParse({ ...request, ...changes });
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([path]);
  });
});

describe("a comment", () => {
  it.each([
    ["several lines", "Looks good.\n\nTwo notes:\t1, 2", true],
    ["Windows line ends", "one\r\ntwo", true],
    ["other scripts and pictures", "שלום 你好 👍🏽", true],
    ["a terminal's escape", "\u001b[2K approved", false],
    ["a lone carriage return", "fine\rVitrine-Author: bo", false],
    ["text that turns its direction", "approve \u202eevorppa", false],
    ["a null character", "a\0b", false],
  ])("with %s: %j is allowed: %s", (_why, comment, allowed) => {
    expect(actionInput.safeParse({ comment }).success).toBe(allowed);
  });
});

describe("a filter of resources", () => {
  it.each([
    ["nothing", {}, true],
    ["an offer", { entry: "promise.local.db" }, true],
    ["a kind of the core group", { group: "", kind: "Pod", namespace: "team-a", cluster: "local" }, true],
    ["a namespace that is a path", { namespace: "../kube-system" }, false],
    ["a kind with spaces", { kind: "a b" }, false],
  ])("%s", (_why, filter, allowed) => {
    expect(resourceFilter.safeParse(filter).success).toBe(allowed);
  });
});
