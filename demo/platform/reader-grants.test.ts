import { describe, expect, it } from "vitest";
import { isOffered, readerRole } from "#demo/platform/reader-grants";

describe("isOffered", () => {
  it.each<[string, Record<string, string> | undefined, boolean]>([
    ["a Promise's API", { "kratix.io/promise-name": "postgresql" }, true],
    ["an RGD's API", { "kro.run/resource-graph-definition-name": "site" }, true],
    ["a CRD that is offered by its label", { "vitrine.dev/offer": "true" }, true],
    ["an offer taken back", { "vitrine.dev/offer": "false" }, false],
    ["some other CRD", { app: "x" }, false],
    ["a CRD without labels", undefined, false],
  ])("%s", (_reason, labels, offered) => {
    expect(isOffered({ name: "a.b", labels })).toBe(offered);
  });
});

describe("readerRole", () => {
  it("lets read this one kind and nothing of it besides", () => {
    const role = readerRole({ name: "postgresqls.data.demo.vitrine.dev", uid: "1" });
    expect(role.rules).toEqual([
      { apiGroups: ["data.demo.vitrine.dev"], resources: ["postgresqls"], verbs: ["get", "list", "watch"] },
    ]);
    expect(role.metadata.ownerReferences).toMatchObject([{ kind: "CustomResourceDefinition", uid: "1" }]);
  });
});
