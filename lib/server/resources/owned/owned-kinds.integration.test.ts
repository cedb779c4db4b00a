import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { resolveAddress } from "#lib/server/resources/objects";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { getGraph } from "#lib/server/use-cases/graph";
import { getResource } from "#lib/server/use-cases/resources";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const SLOW = { timeout: 90_000 };
const WAIT = { timeout: 60_000, interval: 100 };

const admin: Identity = { user: "root", name: "Root", email: "", groups: ["system:masters"], via: "demo" };
/** Can read Farms and Fields in team-a, and nothing else. */
const eve: Identity = { user: "eve", name: "Eve", email: "", groups: [], via: "demo" };

const GROUP = "owners.vitrine.dev";
const RBAC = "rbac.authorization.k8s.io";
const FARM = {
  ...{ cluster: "local", group: GROUP, version: "v1", plural: "farms" },
  ...{ namespace: "team-a", name: "green" },
};

function makeCrd(kind: string, scope: "Namespaced" | "Cluster" = "Namespaced"): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      ...{ group: GROUP, scope, names: { kind, plural } },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

const stored = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    // Computed objects have none.
    uid: z.string().default(""),
    ownerReferences: z.array(z.looseObject({ uid: z.string() })).optional(),
  }),
});
type Stored = z.infer<typeof stored>;

const listed = z.object({ items: z.array(stored.pick({ metadata: true })).nullish() });

let plane: TestControlPlane;
let cluster: Cluster;

const ownedBy = (...owners: Stored[]) =>
  owners.map(({ apiVersion, kind, metadata: { name, uid } }) => ({ apiVersion, kind, name, uid }));

const basePath = (apiVersion: string) =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/** Creates an object in team-a, or in the cluster, and returns it as it is stored. */
async function create(
  apiVersion: string,
  kind: string,
  name: string,
  {
    owners = [],
    namespace = "team-a",
    ...body
  }: { owners?: Stored[]; namespace?: string; data?: object } = {},
): Promise<Stored> {
  const place = namespace ? { namespace } : {};
  const manifest = {
    apiVersion,
    kind,
    metadata: { name, ...place, ownerReferences: ownedBy(...owners) },
    ...body,
  };
  await applyWhenServed(cluster, manifest, AbortSignal.timeout(60_000));
  const at = `${basePath(apiVersion)}${namespace ? `/namespaces/${namespace}` : ""}/${kind.toLowerCase()}s/${name}`;
  return stored.parse(await cluster.call({ method: "GET", path: at }));
}

const CUSTOM = `${GROUP}/v1`;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await openCluster(plane.kubeconfig);
  const rules = [{ apiGroups: [GROUP], resources: ["farms", "fields"], verbs: ["get", "list"] }];
  const metadata = { name: "farmer", namespace: "team-a" };
  const manifests: Manifest[] = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "team-a" } },
    ...["Farm", "Field", "Crop"].map((kind) => makeCrd(kind)),
    ...["Estate", "Valley"].map((kind) => makeCrd(kind, "Cluster")),
    { apiVersion: `${RBAC}/v1`, kind: "Role", metadata, rules },
    {
      ...{ apiVersion: `${RBAC}/v1`, kind: "RoleBinding", metadata },
      roleRef: { apiGroup: RBAC, kind: "Role", name: "farmer" },
      subjects: [{ apiGroup: RBAC, kind: "User", name: "eve" }],
    },
  ];
  for (const manifest of manifests) await applyWhenServed(cluster, manifest, AbortSignal.timeout(60_000));
  const farm = await create(CUSTOM, "Farm", "green");
  const field = await create(CUSTOM, "Field", "north", { owners: [farm] });
  await create("v1", "ConfigMap", "soil", { owners: [farm], data: { ph: "7" } });
  await create("v1", "Secret", "key", { owners: [field], data: { password: "aHVudGVyMg==" } });
  await create(CUSTOM, "Crop", "wheat", { owners: [field, farm] });
  await create("v1", "ConfigMap", "elsewhere", { data: { of: "nobody" } });
  const estate = await create(CUSTOM, "Estate", "big", { namespace: "" });
  await create(CUSTOM, "Valley", "wide", { owners: [estate], namespace: "" });
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig: plane.kubeconfig }]),
  });
  await getPortal().clusters.get("local")?.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  closePortal();
  await plane?.stop();
});

async function drawGraph(identity: Identity, address: typeof FARM | Omit<typeof FARM, "namespace">) {
  const { nodes, edges, problems, unlisted } = await getGraph(identity, { namespace: undefined, ...address });
  const names = new Map(nodes.map(({ id, reference: { kind, name } }) => [id, `${kind}/${name}`]));
  return {
    lines: edges.map(({ from, to }) => `${names.get(from)} > ${names.get(to)}`).toSorted(),
    ...{ nodes, problems, unlisted },
  };
}

/** The rule of `kubectl tree`: reads every object of every kind, and follows each ownerReference by uid. */
async function drawByBruteForce(root: string): Promise<string[]> {
  const types = getPortal().clusters.get("local")?.discovery.all() ?? [];
  const lists = types.map(async ({ group, version, plural, kind }) => {
    const path = `${basePath(group ? `${group}/${version}` : version)}/${plural}`;
    const { items } = listed.parse(await cluster.call({ method: "GET", path }));
    return (items ?? []).map(({ metadata }) => ({ kind, metadata }));
  });
  const objects = (await Promise.all(lists)).flat();
  const label = ({ kind, metadata: { name } }: Pick<Stored, "kind" | "metadata">) => `${kind}/${name}`;
  const lines = new Set<string>();
  const queue = objects.filter((object) => label(object) === root);
  for (const owner of queue) {
    const owned = objects.filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
    );
    for (const one of owned) lines.add(`${label(owner)} > ${label(one)}`);
    queue.push(...owned.filter((one) => !queue.includes(one)));
  }
  return [...lines].toSorted();
}

describe("owned objects of every kind", () => {
  it(
    "are those of kubectl tree: of built-in and custom kinds, at every depth, with every owner",
    SLOW,
    async () => {
      const expected = [
        "Farm/green > ConfigMap/soil",
        "Farm/green > Crop/wheat",
        "Farm/green > Field/north",
        "Field/north > Crop/wheat",
        "Field/north > Secret/key",
      ];
      expect(await drawByBruteForce("Farm/green")).toEqual(expected);
      await vi.waitFor(async () => {
        const { lines, problems } = await drawGraph(admin, FARM);
        expect(problems).toEqual([]);
        expect(lines).toEqual(expected);
      }, WAIT);
    },
  );

  it("include the name of a Secret, and nothing else of it", SLOW, async () => {
    const { nodes } = await drawGraph(admin, FARM);
    const secret = nodes.find(({ reference }) => reference.kind === "Secret");
    expect(secret?.health).toMatchObject({ state: "NoAccess", reason: "SecretsAreNotRead" });
    expect(JSON.stringify(nodes)).not.toContain("aHVudGVyMg==");
  });

  it("of an owner without a namespace include others without one", SLOW, async () => {
    const { namespace: _namespace, ...rest } = FARM;
    const { lines } = await drawGraph(admin, { ...rest, plural: "estates", name: "big" });
    expect(lines).toEqual(["Estate/big > Valley/wide"]);
  });

  it("name their owners, with the way to each", SLOW, async () => {
    const { owners } = await getResource(admin, { ...FARM, plural: "crops", name: "wheat" });
    expect(owners).toMatchObject([
      { reference: { kind: "Field", name: "north", namespace: "team-a" }, plural: "fields" },
      { reference: { kind: "Farm", name: "green", namespace: "team-a" }, plural: "farms" },
    ]);
  });

  it("leave out kinds that the person may not list, and name these kinds", SLOW, async () => {
    const { lines, unlisted } = await drawGraph(eve, FARM);
    expect(lines).toEqual(["Farm/green > Field/north"]);
    expect(unlisted).toEqual(["ConfigMap", `Crop.${GROUP}`, "Secret"]);
  });

  it("appear on an open page, also of a kind without objects before", SLOW, async () => {
    await applyWhenServed(cluster, makeCrd("Barn"), AbortSignal.timeout(60_000));
    const portal = getPortal();
    const seen: string[][] = [];
    const read = async () => {
      seen.push((await drawGraph(admin, FARM)).lines);
    };
    // Reads only after a notification, like a page.
    let reading = read();
    const stop = buildObjectSteps(portal, admin, resolveAddress(portal, FARM), () => {
      reading = reading.then(read, read);
    });
    const path = `/apis/${CUSTOM}/namespaces/team-a/farms/green`;
    const farm = stored.parse(await cluster.call({ method: "GET", path }));
    await create(CUSTOM, "Barn", "red", { owners: [farm] });
    await vi.waitFor(() => expect(seen.at(-1)).toContain("Farm/green > Barn/red"), WAIT);
    stop();
  });
});
