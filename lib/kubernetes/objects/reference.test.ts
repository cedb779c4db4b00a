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
    ["an object in a namespace", pod, "team-a", "web-1", "team-a"],
    ["a cluster-scoped object", namespace, undefined, "team-a", undefined],
    ["a namespace is dropped where the kind has none", role, "team-a", "view", undefined],
    ["roles may have capitals and colons", role, undefined, "system:Node", undefined],
  ])("%s", (_reason, kind, place, name, expected) => {
    expect(resolveReference(kind, place, name)).toMatchObject({ type: kind, namespace: expected, name });
  });

  it.each([
    ["a namespaced kind without a namespace", pod, undefined, "web"],
    ["a namespace that is no label", pod, "Team_A", "web"],
    ["a namespace that would step up in a path", pod, "..", "web"],
    ["a name that would step up in a path", pod, "team-a", ".."],
    ["a name with a slash", pod, "team-a", "web/log"],
    ["a name with a percent sign, which a proxy may decode once more", pod, "team-a", "web%2flog"],
    ["an empty name", pod, "team-a", ""],
    ["a name with a line break", role, undefined, "view\nVitrine-Path: x"],
    ["half a character, which no address can hold", role, undefined, "\ud800"],
    ["a name longer than any", pod, "team-a", "a".repeat(254)],
    ["the name of a namespace is a label", namespace, undefined, "kube:system"],
  ])("refuses %s", (_reason, kind, place, name) => {
    expect(() => resolveReference(kind, place, name)).toThrow(expect.objectContaining({ code: "invalid" }));
  });
});

describe("resolveScope", () => {
  it.each([
    ["one namespace", pod, "team-a", "team-a"],
    ["all namespaces", pod, undefined, undefined],
    ["the whole cluster, whatever namespace is given", role, "team-a", undefined],
  ])("%s", (_reason, kind, place, expected) => {
    expect(resolveScope(kind, place).namespace).toBe(expected);
  });
});

describe("trustReference", () => {
  it("takes the scope from the namespace that was found", () => {
    const { group, version, kind, plural } = role;
    const found = trustReference({ cluster: "local", group, version, kind, plural, name: "view" });
    expect(found).toMatchObject({ type: { namespaced: false }, namespace: undefined, name: "view" });
  });
});

describe("grammars", () => {
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
  ])("%o of %j is %s", (is, text, expected) => {
    expect(is(text)).toBe(expected);
  });
});
