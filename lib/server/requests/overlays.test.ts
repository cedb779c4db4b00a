import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import { memoizeForms } from "#lib/catalog/form-check";
import { createOverlaidCatalog } from "#lib/catalog/overlays/overlaid-catalog";
import type { OverlaySpec } from "#lib/catalog/overlays/overlay-spec";
import type { CatalogSource } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { KubernetesObject } from "#lib/kubernetes/types";
import type { RequestInput } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { followTopic } from "#lib/server/stream/topics";
import { alterPortal, createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { getEntry, listCatalog, listNamespaces } from "#lib/server/use-cases/catalog";
import { listNames } from "#lib/server/use-cases/names";
import { listOptions } from "#lib/server/use-cases/options";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";
import { previewRequest, submitRequest } from "#lib/server/use-cases/submission";

vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const ANA: Identity = {
  user: "ana",
  name: "Ana",
  email: "ana@example.org",
  groups: ["developers"],
  via: "demo",
};
const THING = makeType("demo.test", "Thing");
const OVERLAY = { ...makeType("vitrine.dev", "OfferOverlay", false), version: "v1alpha1" };
const BASE = "crd.local.things.demo.test";
const SMALL = `${BASE}~overlay.small`;
const OFFER = { kind: "CustomResourceDefinition", name: "things.demo.test" } as const;
const SCHEMA = {
  type: "object",
  properties: {
    spec: { type: "object", properties: { size: { type: "string" }, zone: { type: "string" } } },
  },
};
const GRANTED = [
  "list customresourcedefinitions _",
  "request things team-a",
  "get things team-a",
  "list things team-a",
];

let folder: string;
let git: GitProvider;
let portal: Portal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-overlays-"));
  await createBareRepository(folder, { branch: "main", files: { "README.md": "# Requests\n" } });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
});

afterEach(() => {
  portal.close();
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

type Specs = Record<string, Omit<OverlaySpec, "offer">>;

function open(
  specs: Specs,
  { objects = [], granted = GRANTED }: { objects?: KubernetesObject[]; granted?: string[] } = {},
): void {
  const overlays = Object.entries(specs).map(([name, spec]) => ({
    ...makeObject(OVERLAY, name),
    metadata: { ...makeObject(OVERLAY, name).metadata, namespace: undefined },
    spec: { offer: OFFER, ...spec },
  }));
  const fake = createFakePortal({
    types: [THING, OVERLAY, { ...makeType("", "Namespace", false) }],
    offers: [THING],
    granted,
    git,
    objects: [
      ...overlays.map(({ metadata: { namespace: _, ...metadata }, ...rest }) => ({ ...rest, metadata })),
      ...objects,
    ],
  });
  const [record] = fake.catalog.list();
  const local = fake.clusters.get("local");
  if (!record || !local) throw new Error("The fake portal offers nothing.");
  const version = { name: "v1", served: true, storage: true, deprecated: false, schema: SCHEMA };
  const versions = [version, { ...version, name: "v2", storage: false }];
  const own = { ...record, versions };
  const source: CatalogSource = {
    kind: "crd",
    list: () => [own],
    get: (id) => (id === BASE ? own : undefined),
    hasSynced: () => true,
    subscribe: () => () => {},
    close: () => {},
  };
  const buildForm = memoizeForms(convertSchema);
  const catalog = createOverlaidCatalog(
    createCatalog([source]),
    [local.informers.informer(OVERLAY)],
    buildForm,
  );
  portal = alterPortal(fake, { catalog, buildForm });
}

function ask(spec: object, more: Partial<RequestInput> = {}): RequestInput {
  return {
    ...{ entry: SMALL, operation: "create", name: "one", namespace: "team-a", values: { spec } },
    ...more,
  };
}

const errorsOf = async (input: RequestInput) =>
  (await previewRequest(ANA, input)).validation.errors.map(({ path }) => path);

const SPEC_SMALL: Specs = {
  small: { separate: true, title: "Small thing", locked: [{ field: "spec.size", value: "small" }] },
};

describe("offer that is not for the person", () => {
  const hiding: [reason: string, spec: Specs[string]][] = [
    ["hidden", { hidden: true }],
    ["for another group", { audience: { groups: ["admins"] } }],
    ["for a namespace without access", { audience: { namespaces: ["team-b"] } }],
  ];

  it.each(hiding)("answers on each route as an offer that does not exist: %s", async (_, spec) => {
    open({ own: spec });
    expect((await listCatalog(ANA)).entries).toEqual([]);
    const follower = { identity: ANA, notify: () => {}, reserveAbsent: () => () => {} };
    const routes: ((id: string) => Promise<unknown>)[] = [
      (id) => getEntry(ANA, id),
      (id) => listNamespaces(ANA, id),
      (id) => listNames(ANA, id, "team-a"),
      (id) =>
        listOptions(ANA, id, { field: "/spec/size", values: {}, version: undefined, namespace: undefined }),
      (id) => listResources(ANA, { entry: id }),
      (id) => previewRequest(ANA, ask({}, { entry: id })),
      (id) => submitRequest(ANA, ask({}, { entry: id })),
      (id) => followTopic(portal, `resources:${id}`, follower),
    ];
    for (const route of routes) {
      const answer = (id: string) =>
        route(id).then(
          () => "an answer",
          ({ code, detail }) => `${code} ${detail}`.replace(id, "ID"),
        );
      expect(await answer(BASE), String(route)).toBe(await answer("crd.local.absent.demo.test"));
      expect(await answer(BASE), String(route)).toMatch(/^not-found /);
    }
  });

  it("stays visible to the people that the overlay names", async () => {
    open({ own: { audience: { groups: ["developers"], namespaces: ["team-a", "team-b"] } } });
    expect((await listCatalog(ANA)).entries.map(({ id }) => id)).toEqual([BASE]);
  });

  it("refuses a namespace that the overlay does not name", async () => {
    open(
      { own: { audience: { namespaces: ["team-b"] } } },
      { granted: [...GRANTED, "request things team-b", "get things team-b"] },
    );
    await expect(previewRequest(ANA, ask({}, { entry: BASE }))).rejects.toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("is not offered in the namespace team-a"),
    });
    expect(await errorsOf(ask({}, { entry: BASE, namespace: "team-b" }))).toEqual([]);
  });
});

describe("rules of an overlay", () => {
  it("are enforced for values and manifests alike", async () => {
    open({ small: { ...SPEC_SMALL.small, choices: [{ field: "spec.zone", values: ["eu"] }] } });
    const write = (spec: string) =>
      `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: one\n  namespace: team-a\nspec: ${spec}\n`;
    const send = (spec: string) => errorsOf(ask({}, { values: undefined, manifest: write(spec) }));
    expect(await errorsOf(ask({ zone: "eu" }))).toEqual([]);
    expect(await errorsOf(ask({ zone: "cn" }))).toEqual(["/spec/zone"]);
    expect(await send("{ size: small, zone: eu }")).toEqual([]);
    expect(await send("{ size: large }")).toEqual(["/spec/size"]);
    expect(await send("{}")).toEqual(["/spec/size"]);
    expect(await send("{ size: small, zone: cn }")).toEqual(["/spec/zone"]);
    const preview = await previewRequest(ANA, ask({}));
    expect(preview.manifest).toContain("size: small");
  });

  it("of a separate offer do not bind the offer of the API", async () => {
    open(SPEC_SMALL);
    expect(await errorsOf(ask({ size: "large" }, { entry: BASE }))).toEqual([]);
  });

  it("bind a change of a resource of the offer, whatever offer the request names", async () => {
    const mine = { ...makeObject(THING, "mine"), spec: { size: "small" } };
    const other = { ...makeObject(THING, "other"), spec: { size: "medium" } };
    open(SPEC_SMALL, { objects: [mine, other] });
    const object = { cluster: "local", group: "demo.test", version: "v1", kind: "Thing" };
    const grow = (name: string, more: Partial<RequestInput>) => {
      const manifest = `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: ${name}\n  namespace: team-a\nspec:\n  size: large\n`;
      return errorsOf(
        ask({}, { ...more, name, operation: "update", base: "0".repeat(40), values: undefined, manifest }),
      );
    };
    for (const more of [
      { entry: BASE },
      { entry: SMALL },
      { entry: undefined, object: { ...object, namespace: "team-a", name: "mine" } },
    ])
      expect(await grow("mine", more)).toContain("/spec/size");
    expect(await grow("other", { entry: SMALL })).not.toContain("/spec/size");
    const idsOf = async (entry: string) =>
      (await listResources(ANA, { entry })).resources.map(({ reference }) => reference.name);
    expect(await idsOf(SMALL)).toEqual(["mine"]);
    expect(await idsOf(BASE)).toEqual(["other"]);
  });

  it("restrict the versions of a new request", async () => {
    open({ own: { versions: { allowed: ["v2"] } } });
    const { version, versions } = await getEntry(ANA, BASE);
    expect([version, versions.map(({ name }) => name)]).toEqual(["v2", ["v2"]]);
    const send = (wanted: string) => previewRequest(ANA, ask({}, { entry: BASE, version: wanted }));
    await expect(send("v1")).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("v1"),
    });
    expect((await send("v2")).validation.errors).toEqual([]);
  });

  it("choose the repository and the path of a new resource", async () => {
    open({ own: { git: { path: "things/{namespace}/{name}.yaml" } } });
    expect((await previewRequest(ANA, ask({}, { entry: BASE }))).path).toBe("things/team-a/one.yaml");
    portal.close();
    open({ own: { git: { repository: "elsewhere" } } });
    await expect(previewRequest(ANA, ask({}, { entry: BASE }))).rejects.toMatchObject({
      code: "git-unavailable",
      detail: expect.stringContaining("elsewhere"),
    });
  });

  it("give a start value, and leave the person free", async () => {
    open({ own: { defaults: [{ field: "spec.zone", value: "eu" }] } });
    expect((await getEntry(ANA, BASE)).form?.start).toEqual({ spec: { zone: "eu" } });
    expect(await errorsOf(ask({ zone: "us" }, { entry: BASE }))).toEqual([]);
  });
});

it("only the platform team sees where the values come from", async () => {
  open({ own: { title: "Gadget", locked: [{ field: "spec.gone", value: 1 }] } });
  expect((await getEntry(ANA, BASE)).curation).toBeUndefined();
  portal.close();
  open(
    { own: { title: "Gadget", locked: [{ field: "spec.gone", value: 1 }] } },
    { granted: [...GRANTED, "get diagnostics _"] },
  );
  expect((await getEntry(ANA, BASE)).curation).toEqual({
    overlay: "own",
    problems: ["Field 'spec.gone' is gone. Remap it."],
    sources: expect.arrayContaining([
      { value: "title", from: "overlay" },
      { value: "locked", from: "overlay", fields: ["spec.gone"] },
    ]),
  });
});
