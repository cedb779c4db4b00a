import { describe, expect, it } from "vitest";
import {
  isLetterLabel,
  isPathSegmentName,
  isSubdomain,
  resolveReference,
  resolveScope,
  trustReference,
} from "#lib/kubernetes/objects/reference";

const type = (group: string, kind: string, namespaced: boolean) => ({
  ...{ cluster: "local", group, version: "v1", kind },
  ...{ plural: `${kind.toLowerCase()}s`, namespaced },
});
const pod = type("", "Pod", true);
const namespace = type("", "Namespace", false);
const role = type("rbac.authorization.k8s.io", "ClusterRole", false);

describe("resolveReference", () => {
  it.each([
    ["accepts an object in a namespace", pod, "team-a", "web-1", "team-a"],
    ["accepts a cluster-scoped object", namespace, undefined, "team-a", undefined],
    ["drops the namespace of a cluster-scoped kind", role, "team-a", "view", undefined],
    ["accepts upper case and colons in the name of a role", role, undefined, "system:Node", undefined],
  ])("%s", (_reason, kind, place, name, expected) => {
    expect(resolveReference(kind, place, name)).toMatchObject({ type: kind, namespace: expected, name });
  });

  it.each([
    ["a namespaced kind without a namespace", pod, undefined, "web"],
    ["a namespace that is not a DNS label", pod, "Team_A", "web"],
    ["a namespace of two dots", pod, "..", "web"],
    ["a name of two dots", pod, "team-a", ".."],
    ["a name with a slash", pod, "team-a", "web/log"],
    ["a name with a percent sign, which a proxy may decode again", pod, "team-a", "web%2flog"],
    ["an empty name", pod, "team-a", ""],
    ["a name with a line break", role, undefined, "view\nVitrine-Path: x"],
    ["a lone surrogate, which a URL cannot contain", role, undefined, "\ud800"],
    ["a name that is too long", pod, "team-a", "a".repeat(254)],
    ["a Namespace whose name is not a DNS label", namespace, undefined, "kube:system"],
  ])("refuses %s", (_reason, kind, place, name) => {
    expect(() => resolveReference(kind, place, name)).toThrow(expect.objectContaining({ code: "invalid" }));
  });
});

describe("resolveScope", () => {
  it.each([
    ["accepts one namespace", pod, "team-a", "team-a"],
    ["accepts all namespaces", pod, undefined, undefined],
    ["drops the namespace of a cluster-scoped kind", role, "team-a", undefined],
  ])("%s", (_reason, kind, place, expected) => {
    expect(resolveScope(kind, place).namespace).toBe(expected);
  });
});

describe("trustReference", () => {
  it("derives the scope from the namespace of the object", () => {
    const { group, version, kind, plural } = role;
    const found = trustReference({ cluster: "local", group, version, kind, plural, name: "view" });
    expect(found).toMatchObject({ type: { namespaced: false }, namespace: undefined, name: "view" });
  });
});

describe("name checks", () => {
  it.each([
    [isSubdomain, "rbac.authorization.k8s.io", true],
    [isSubdomain, "a..b", false],
    [isSubdomain, "-a.b", false],
    [isSubdomain, "a/b", false],
    [isLetterLabel, "v1alpha1", true],
    [isLetterLabel, "1v", false],
    [isLetterLabel, "v1\n", false],
    [isLetterLabel, "pods/log", false],
    [isPathSegmentName, "fe80::1", true],
    [isPathSegmentName, ".", false],
  ])("%o accepts %j: %s", (is, text, expected) => {
    expect(is(text)).toBe(expected);
  });
});
