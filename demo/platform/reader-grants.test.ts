import { describe, expect, it } from "vitest";
import { isOffered, readerRole } from "#demo/platform/reader-grants";

describe("isOffered", () => {
  it.each<[string, Record<string, string> | undefined, boolean]>([
    ["accepts the API of a Promise", { "kratix.io/promise-name": "postgresql" }, true],
    ["accepts the API of an RGD", { "kro.run/resource-graph-definition-name": "site" }, true],
    ["accepts a CRD with the label of an offer", { "vitrine.dev/offer": "true" }, true],
    ["refuses a CRD whose offer label is false", { "vitrine.dev/offer": "false" }, false],
    ["refuses another CRD", { app: "x" }, false],
    ["refuses a CRD without labels", undefined, false],
  ])("%s", (_reason, labels, offered) => {
    expect(isOffered({ name: "a.b", labels })).toBe(offered);
  });
});

describe("readerRole", () => {
  it("allows reading only one kind", () => {
    const role = readerRole({ name: "postgresqls.data.demo.vitrine.dev", uid: "1" });
    expect(role.rules).toEqual([
      { apiGroups: ["data.demo.vitrine.dev"], resources: ["postgresqls"], verbs: ["get", "list", "watch"] },
    ]);
    expect(role.metadata.ownerReferences).toMatchObject([{ kind: "CustomResourceDefinition", uid: "1" }]);
  });
});
