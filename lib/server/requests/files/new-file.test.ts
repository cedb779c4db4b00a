import { describe, expect, it } from "vitest";
import { compilePathTemplate, type FileLayout } from "#lib/request/file/path";
import { findTeam, findUsualPath, layoutOf, placeNewFile } from "#lib/server/requests/files/new-file";
import { alterPortal, createFakePortal, makeType } from "#lib/server/testing/fake-portal";

const THING = makeType("demo.test", "Thing");
const NAMESPACE = { ...makeType("", "Namespace"), namespaced: false };
const OBJECT = {
  ...{ cluster: "local", group: "demo.test", version: "v1", kind: "Thing" },
  ...{ plural: "things", namespace: "team-a", name: "orders" },
};
const META = { name: "team-a", uid: "1", resourceVersion: "1", creationTimestamp: "2026-11-20T10:00:00Z" };
const PERSON = { groups: ["everyone", "acme:team-payments"] };

function open(template: string, own?: string) {
  const labels = { "acme.com/cost-centre": "c1" };
  const objects = [{ apiVersion: "v1", kind: "Namespace", metadata: { ...META, labels } }];
  const portal = createFakePortal({ types: [THING, NAMESPACE], offers: [THING], objects });
  const [found] = portal.catalog.list();
  if (!found) throw new Error("The fake portal offers nothing.");
  const record = { ...found, ...(own !== undefined && { pathTemplate: own }) };
  const config = { ...portal.config, teamGroups: ["acme:team-*"] };
  const repository = alterPortal(portal, { config, pathTemplate: compilePathTemplate(template) });
  return { repository, offered: { record, entry: record.entry } };
}

describe("placeNewFile", () => {
  it.each<[template: string, own: string | undefined, path: string]>([
    ["{team}/{label:acme.com/cost-centre}/{name}.yaml", undefined, "payments/c1/orders.yaml"],
    [
      "kratix-requests/{promise}/{namespace}/{name}.yaml",
      undefined,
      "kratix-requests/things.demo.test/team-a/orders.yaml",
    ],
    ["{cluster}/{name}.yaml", "sites/{namespace}/{name}.yaml", "sites/team-a/orders.yaml"],
  ])("fills %s, with the offer's template %s", async (template, own, path) => {
    const { repository, offered } = open(template, own);
    expect(await placeNewFile(repository, PERSON, offered, OBJECT)).toBe(path);
    repository.close();
  });

  it("uses no template of an offer where files of several clusters could share a path", async () => {
    const { repository, offered } = open("{cluster}/{name}.yaml", "{name}.yaml");
    const clusters = [...repository.config.clusters, { name: "other", destinations: [] }];
    const several = alterPortal(repository, { config: { ...repository.config, clusters } });
    expect(await placeNewFile(several, PERSON, offered, OBJECT)).toBe("local/orders.yaml");
    repository.close();
  });

  it("says which label a namespace lacks", async () => {
    const { repository, offered } = open("{label:env}/{name}.yaml");
    await expect(placeNewFile(repository, PERSON, offered, OBJECT)).rejects.toMatchObject({
      code: "invalid",
      detail: "The namespace team-a has no label env, and the path of the file in Git contains it.",
    });
    repository.close();
  });
});

it.each<[layout: FileLayout, isListed: boolean, expected: FileLayout]>([
  ["file", false, "file"],
  ["file", true, "kustomization"],
  ["documents", true, "documents"],
  ["kustomization", false, "kustomization"],
])("lays files out as %s, of an offer whose files are listed: %s", (layout, isListed, expected) => {
  const { repository, offered } = open("{cluster}/{name}.yaml");
  const record = { ...offered.record, ...(isListed && { isListed: true as const }) };
  expect(layoutOf({ layout }, { ...offered, record })).toBe(expected);
  repository.close();
});

it.each<[template: string, path: string | undefined]>([
  ["{cluster}/{name}.yaml", "local/orders.yaml"],
  ["{team}/{name}.yaml", undefined],
  ["{label:env}/{name}.yaml", undefined],
])("finds the usual path of %s", (template, path) => {
  const { repository, offered } = open(template);
  expect(findUsualPath(repository, offered, OBJECT)).toBe(path);
  repository.close();
});

it.each<[patterns: string[], groups: string[], team: string | undefined]>([
  [["acme:team-*"], ["everyone", "acme:team-a", "acme:team-b"], "a"],
  [["acme/*"], ["acme/platform"], "platform"],
  [["*-developers"], ["shop-developers"], "shop"],
  [["platform"], ["other", "platform"], "platform"],
  [["team-*"], ["team-"], undefined],
  [["ab*bc"], ["abc"], undefined],
  [[], ["team-a"], undefined],
])("by %j of %j the team is %s", (patterns, groups, team) => {
  expect(findTeam(groups, patterns)).toBe(team);
});
