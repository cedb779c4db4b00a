import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import type { WalkOptions } from "#lib/graph/part";
import type { GraphLoader, ResourceGraph } from "#lib/graph/types";
import { walkResource } from "#lib/graph/walkers/walk";
import type { KubernetesObject, ObjectMeta, ResourceType } from "#lib/kubernetes/types";

const at = "2026-11-20T10:00:00Z";
const later = Date.parse("2026-11-20T11:00:00Z");
const kratix = "platform.kratix.io/v1alpha1";
const names = { "kratix.io/promise-name": "widget", "kratix.io/resource-name": "orders" };

function object(
  apiVersion: string,
  kind: string,
  metadata: Partial<ObjectMeta> & { name: string },
  rest: object = {},
): KubernetesObject {
  const uid = `${kind}/${metadata.name}`;
  return {
    apiVersion,
    kind,
    metadata: { namespace: "team-a", uid, resourceVersion: "1", creationTimestamp: at, ...metadata },
    ...rest,
  };
}

function type(group: string, kind: string, namespaced = true, version = "v1"): ResourceType {
  return { cluster: "demo", group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced };
}

const widget = type("example.com", "Widget");
const types = [
  widget,
  type("batch", "Job"),
  type("platform.kratix.io", "Work", true, "v1alpha1"),
  type("platform.kratix.io", "WorkPlacement", true, "v1alpha1"),
  type("", "Namespace", false),
  type("", "ConfigMap"),
  type("", "Secret"),
  type("", "Pod"),
  type("apps", "Deployment"),
  type("apps", "ReplicaSet"),
  type("platform.kratix.io", "Destination", false, "v1alpha1"),
  type("platform.kratix.io", "BucketStateStore", false, "v1alpha1"),
  type("shop.dev", "AppClaim"),
  type("shop.dev", "XApp", false),
  type("shop.dev", "App"),
  type("shop.dev", "Database"),
];
/** The types of a Kratix without Destinations. */
const storeless = types.filter(({ kind }) => kind !== "Destination");

const forbidden = (what: string) => new PortalError("forbidden", { detail: `You may not read ${what}.` });

/** A cluster with these objects. `denied` lists the kinds that the person may not read. */
function createLoader(objects: KubernetesObject[], denied: string[] = [], served = storeless) {
  const reads: string[] = [];
  const ofKind = ({ kind }: ResourceType) => {
    if (denied.includes(kind)) throw forbidden(kind);
    return objects.filter((one) => one.kind === kind);
  };
  const loader: GraphLoader = {
    findType: ({ group, version, kind }) =>
      served.find((one) => one.group === group && one.kind === kind && (!version || one.version === version)),
    async get(of, namespace, name) {
      reads.push(`${of.kind}/${name}`);
      return ofKind(of).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    },
    async list(of, { namespace, labels = {} }) {
      reads.push(`list ${of.kind} ${namespace ?? "*"}`);
      return ofKind(of).filter(
        ({ metadata }) =>
          (namespace === undefined || metadata.namespace === namespace) &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      );
    },
  };
  return { loader, reads };
}

const request = object(
  "example.com/v1",
  "Widget",
  { name: "orders", labels: { "kratix.io/promise-name": "widget" } },
  {
    status: { conditions: [{ type: "PipelineCompleted", status: "True", reason: "Done" }] },
  },
);
const job = (name: string, creationTimestamp: string, condition: string) =>
  object(
    "batch/v1",
    "Job",
    { name, creationTimestamp, labels: { ...names, "kratix.io/pipeline-name": "configure" } },
    { status: { conditions: [{ type: condition, status: "True", message: "no quota" }] } },
  );

const document = (kind: string, name: string, rest = "") =>
  `apiVersion: ${kind === "Deployment" ? "apps/v1" : "v1"}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
const workload = (...documents: string[]) => ({ filepath: "all.yaml", content: documents.join("---\n") });
const work = (...groups: object[]) =>
  object(
    kratix,
    "Work",
    { name: "work-1", labels: names },
    {
      spec: { workloadGroups: groups },
      status: { conditions: [{ type: "Scheduled", status: "True" }] },
    },
  );
const placement = (name: string, destination: string, status: object = {}, creationTimestamp = at) =>
  object(
    kratix,
    "WorkPlacement",
    { name, creationTimestamp, labels: { "kratix.io/work": "work-1", "kratix.io/workload-group-id": "g1" } },
    {
      spec: { targetDestinationName: destination },
      status,
    },
  );

/** Kinds that a Promise offers here. */
const findWorkflow: WalkOptions["findWorkflow"] = ({ group }) => (group === "example.com" ? {} : undefined);

const walkResourceRequest = (
  root: KubernetesObject,
  of: ResourceType,
  loader: GraphLoader,
  options: WalkOptions = {},
) => walkResource(root, of, loader, { findWorkflow, ...options });

function links({ nodes, edges }: ResourceGraph): string[] {
  const byId = new Map(nodes.map(({ id, reference }) => [id, reference.name]));
  return edges.map(({ from, to, relation }) => `${byId.get(from)} ${relation} ${byId.get(to)}`);
}

function states(graph: ResourceGraph): Record<string, string> {
  return Object.fromEntries(
    graph.nodes.map(({ reference, relation, health }) => [
      `${reference.kind}/${reference.name}`,
      `${relation ?? "root"}: ${health.state}`,
    ]),
  );
}

describe("walkResourceRequest", () => {
  const now = () => later;

  it("finds every part below the part that created it", async () => {
    const delivered = workload(
      document("ConfigMap", "settings", "  namespace: team-a\n"),
      document("Namespace", "data"),
      document("Deployment", "web"),
      document("Secret", "password"),
    );
    const { loader, reads } = createLoader([
      job("new", "2026-11-20T10:01:00Z", "Complete"),
      job("old", at, "Failed"),
      work({ id: "g1", workloads: [delivered] }),
      placement("place-1", "east", { versionID: "abc" }),
      object("v1", "ConfigMap", { name: "settings" }),
      object("v1", "Namespace", { name: "data", namespace: undefined }),
    ]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(states(graph)).toEqual({
      "Widget/orders": "root: Ready",
      "Job/new": "pipeline: Ready",
      "Work/work-1": "written: Ready",
      "WorkPlacement/place-1": "scheduled: Ready",
      "ConfigMap/settings": "delivered: Ready",
      "Namespace/data": "delivered: Ready",
      "Deployment/web": "delivered: Missing",
      "Secret/password": "delivered: NoAccess",
    });
    expect(graph.problems).toEqual([]);
    expect(reads).not.toContain("Secret/password");
    expect(graph.nodes.find(({ reference }) => reference.name === "web")?.reference.namespace).toBe(
      "default",
    );
    expect(links(graph)).toEqual([
      "orders pipeline new",
      "orders written work-1",
      "work-1 scheduled place-1",
      "place-1 delivered settings",
      "place-1 delivered data",
      "place-1 delivered web",
      "place-1 delivered password",
    ]);
  });

  const group = { id: "g1", workloads: [workload(document("ConfigMap", "settings"))] };
  const settings = object("v1", "ConfigMap", { name: "settings", namespace: "default" });
  const rows: [
    reason: string,
    objects: KubernetesObject[],
    denied: string[],
    expected: Record<string, string>,
  ][] = [
    [
      "shows an object that is not scheduled yet as not created yet",
      [work(group)],
      [],
      { "ConfigMap/settings": "delivered: NotCreatedYet" },
    ],
    [
      "shows an object that was just written as not created yet",
      [work(group), placement("p", "east", {}, "2026-11-20T10:59:50Z")],
      [],
      { "ConfigMap/settings": "delivered: NotCreatedYet", "WorkPlacement/p": "scheduled: Working" },
    ],
    [
      "shows an object as not created yet after a new run of the pipeline",
      [
        {
          ...work(group),
          metadata: { ...work(group).metadata, labels: { ...names, "kratix.io/pipeline-name": "configure" } },
        },
        placement("p", "east"),
        job("again", "2026-11-20T10:59:50Z", "Complete"),
      ],
      [],
      { "ConfigMap/settings": "delivered: NotCreatedYet" },
    ],
    [
      "shows a missing object that was written long ago as missing",
      [work(group), placement("p", "east")],
      [],
      { "ConfigMap/settings": "delivered: Missing" },
    ],
    [
      "shows a WorkPlacement without a version as Ready when its object exists",
      [work(group), placement("p", "east"), settings],
      [],
      { "WorkPlacement/p": "scheduled: Ready" },
    ],
    [
      "shows an object at a Destination that the portal cannot see as unknown",
      [work(group), placement("p", "west")],
      [],
      { "ConfigMap/settings": "delivered: Unknown" },
    ],
    [
      "shows an object that the person may not read as No access",
      [work(group), placement("p", "east"), settings],
      ["ConfigMap"],
      { "ConfigMap/settings": "delivered: NoAccess" },
    ],
    [
      "shows an object of a kind that is not served as missing",
      [
        work({ id: "g1", workloads: [workload("apiVersion: x.io/v1\nkind: Gadget\nmetadata: {name: g}\n")] }),
        placement("p", "east"),
      ],
      [],
      { "Gadget/g": "delivered: Missing" },
    ],
  ];
  it.each(rows)("%s", async (_, objects, denied, expected) => {
    const { loader } = createLoader(objects, denied);
    const clusterOf = (destination: string) => (destination === "west" ? undefined : "demo");
    expect(states(await walkResourceRequest(request, widget, loader, { now, clusterOf }))).toMatchObject(
      expected,
    );
  });

  it("shows an object that is delivered twice once, below both parents", async () => {
    const { loader } = createLoader([work(group), placement("p", "east"), placement("q", "east"), settings]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.nodes.filter(({ reference }) => reference.name === "settings")).toHaveLength(1);
    expect(graph.edges.filter(({ relation }) => relation === "delivered")).toHaveLength(2);
  });

  it("reports the kinds that it cannot list and shows the rest", async () => {
    const { loader } = createLoader([work(group)], ["Job", "WorkPlacement"]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.problems).toEqual([
      "jobs: You may not read Job.",
      "workplacements: You may not read WorkPlacement.",
    ]);
    expect(states(graph)).toMatchObject({ "Work/work-1": "written: Ready" });
  });

  it("reports a file that it cannot read", async () => {
    const { loader } = createLoader([work({ id: "g1", workloads: [workload("a: [")] })]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.problems).toEqual(["all.yaml is not valid YAML."]);
  });

  it("shows a failure with the message of the failed step from its Pod", async () => {
    const running = { ...request, status: { conditions: [{ type: "PipelineCompleted", status: "False" }] } };
    const pod = object(
      "v1",
      "Pod",
      { name: "run-x", labels: { "batch.kubernetes.io/job-name": "run" } },
      {
        status: {
          initContainerStatuses: [
            { name: "configure", state: { terminated: { exitCode: 1, message: "Too big." } } },
          ],
        },
      },
    );
    const { loader } = createLoader([job("run", at, "Failed"), pod]);
    const graph = await walkResourceRequest(running, widget, loader, { now });
    expect(graph.nodes.map(({ health }) => health.message)).toEqual(["Too big.", "Too big."]);
  });

  it("finds no parts when Kratix is not installed", async () => {
    const { loader } = createLoader([]);
    const graph = await walkResourceRequest(
      request,
      widget,
      { ...loader, findType: () => undefined },
      { now },
    );
    expect(states(graph)).toEqual({ "Widget/orders": "root: Ready" });
  });
});

describe("path from a request to its delivered objects", () => {
  const now = () => later;
  const destination = object(
    kratix,
    "Destination",
    { name: "east", namespace: undefined },
    { spec: { stateStoreRef: { kind: "BucketStateStore", name: "store" } } },
  );
  const store = object(kratix, "BucketStateStore", { name: "store", namespace: undefined });
  const group = { id: "g1", workloads: [workload(document("ConfigMap", "settings"))] };
  const settings = object("v1", "ConfigMap", { name: "settings", namespace: "default" });
  const written = { versionID: "abc" };

  const rows: [
    reason: string,
    objects: KubernetesObject[],
    denied: string[],
    chain: string[],
    states: object,
  ][] = [
    [
      "is one chain: request, Job, Work, WorkPlacement, state store, object",
      [work(group), placement("p", "east", written), settings, destination, store],
      [],
      ["work-1 scheduled p", "p stored store", "store delivered settings"],
      { "BucketStateStore/store": "stored: Ready" },
    ],
    [
      "has one branch per placement when placements share a state store",
      [
        work(group),
        placement("p", "east", written),
        placement("q", "east", written),
        settings,
        destination,
        store,
      ],
      [],
      [
        "work-1 scheduled p",
        "work-1 scheduled q",
        "p stored store",
        "q stored store",
        "store delivered settings",
        "store delivered settings",
      ],
      {},
    ],
    [
      "shows the Destination instead of its state store when the person may not read Destinations",
      [work(group), placement("p", "east", written), settings, destination, store],
      ["Destination"],
      ["work-1 scheduled p", "p stored east", "east delivered settings"],
      { "Destination/east": "stored: NoAccess" },
    ],
    [
      "shows the state store as No access when the person may not read state stores",
      [work(group), placement("p", "east", written), settings, destination, store],
      ["BucketStateStore"],
      ["work-1 scheduled p", "p stored store", "store delivered settings"],
      { "BucketStateStore/store": "stored: NoAccess", "ConfigMap/settings": "delivered: Ready" },
    ],
    [
      "shows a deleted Destination as missing",
      [work(group), placement("p", "east"), settings],
      [],
      ["work-1 scheduled p", "p stored east", "east delivered settings"],
      { "Destination/east": "stored: Missing", "WorkPlacement/p": "scheduled: Ready" },
    ],
  ];
  it.each(rows)("%s", async (_, objects, denied, chain, expected) => {
    const { loader } = createLoader(objects, denied, types);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(links(graph)).toEqual(["orders written work-1", ...chain]);
    expect(states(graph)).toMatchObject(expected);
  });

  it("has no cycle when a delivered request uses the same state store", async () => {
    const inner = { ...names, "kratix.io/resource-name": "inner" };
    const child = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: inner, namespace: team-a}\n";
    const below = work(group);
    const second = placement("q", "east", written);
    const { loader } = createLoader(
      [
        work({ id: "g1", workloads: [workload(child)] }),
        placement("p", "east", written),
        object("example.com/v1", "Widget", { name: "inner", labels: names }),
        { ...below, metadata: { ...below.metadata, name: "work-2", uid: "w2", labels: inner } },
        {
          ...second,
          metadata: {
            ...second.metadata,
            labels: { "kratix.io/work": "work-2", "kratix.io/workload-group-id": "g1" },
          },
        },
        settings,
        destination,
        store,
      ],
      [],
      types,
    );
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(links(graph)).toEqual([
      "orders written work-1",
      "work-1 scheduled p",
      "p stored store",
      "store delivered inner",
      "inner written work-2",
      "work-2 scheduled q",
      "q stored store",
      "store delivered settings",
    ]);
    const ids = graph.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(9);
    // Exactly one path leads from the root to each node.
    expect(graph.edges.map(({ to }) => to).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it("puts a Work below the latest run of its pipeline and omits earlier runs", async () => {
    const own = work();
    own.metadata.labels = { ...names, "kratix.io/pipeline-name": "configure" };
    const owner = [{ apiVersion: "example.com/v1", kind: "Widget", name: "orders", uid: "Widget/orders" }];
    const old = job("old", at, "Failed");
    const { loader } = createLoader([
      job("new", "2026-11-20T10:01:00Z", "Complete"),
      { ...old, metadata: { ...old.metadata, ownerReferences: owner } },
      { ...own, metadata: { ...own.metadata, ownerReferences: owner } },
    ]);
    const ownedKinds = [type("batch", "Job")];
    const graph = await walkResourceRequest(request, widget, loader, { now, ownedKinds });
    expect(links(graph)).toEqual(["orders pipeline new", "new written work-1"]);
  });

  const recorded = (phase: string, more: object = {}) => ({
    ...request,
    status: { kratix: { workflows: { pipelines: [{ name: "configure", phase, ...more }] } } },
  });

  it("omits the Job of an earlier run while its pipeline is Pending", async () => {
    const { loader } = createLoader([job("before", at, "Failed")]);
    const graph = await walkResourceRequest(recorded("Pending"), widget, loader, { now });
    expect(states(graph)).toEqual({ "Widget/orders": "root: Waiting" });
  });

  it("shows the completed Job of a suspended pipeline as held for approval", async () => {
    const { loader } = createLoader([job("run", at, "Complete")]);
    const held = await walkResourceRequest(recorded("Suspended"), widget, loader, { now });
    expect(states(held)).toMatchObject({ "Job/run": "pipeline: HeldForApproval" });
    const later = recorded("Suspended", { nextRetryAt: "2026-11-20T12:00:00Z", attempts: 1 });
    const retried = await walkResourceRequest(later, widget, loader, { now });
    expect(states(retried)).toMatchObject({ "Job/run": "pipeline: Waiting" });
  });

  it("continues through delivered requests and ends at a cycle", async () => {
    const inner = { ...names, "kratix.io/resource-name": "inner" };
    const child = object("example.com/v1", "Widget", { name: "inner", labels: names });
    const below = work({
      id: "g1",
      workloads: [
        workload("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: orders, namespace: team-a}\n"),
      ],
    });
    const { loader } = createLoader([
      request,
      child,
      work({
        id: "g1",
        workloads: [
          workload("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: inner, namespace: team-a}\n"),
        ],
      }),
      { ...below, metadata: { ...below.metadata, name: "work-2", uid: "w2", labels: inner } },
    ]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(links(graph)).toEqual([
      "orders written work-1",
      "work-1 delivered inner",
      "inner written work-2",
      "work-2 delivered orders",
    ]);
  });
});

describe("parts that Crossplane composes", () => {
  const now = () => later;
  const ref = (apiVersion: string, kind: string, name: string, rest: object = {}) => ({
    apiVersion,
    kind,
    name,
    ...rest,
  });
  const status = (...conditions: [type: string, status: string][]) => ({
    conditions: conditions.map(([type, status]) => ({ type, status })),
  });
  const well = status(["Synced", "True"], ["Ready", "True"]);
  const crossplane = (...resourceRefs: object[]) => ({
    spec: { crossplane: { compositionRef: { name: "c" }, resourceRefs } },
  });
  const app = type("shop.dev", "App");
  const settings = object("v1", "ConfigMap", { name: "settings" });

  it("include the composite resource of a claim, nested ones, and their parts, in v1 and v2", async () => {
    const claim = object(
      "shop.dev/v1",
      "AppClaim",
      { name: "claim" },
      {
        spec: { compositeDeletePolicy: "Background", resourceRef: ref("shop.dev/v1", "XApp", "x") },
        status: well,
      },
    );
    const { loader } = createLoader([
      object(
        "shop.dev/v1",
        "XApp",
        { name: "x", namespace: undefined },
        {
          spec: {
            claimRef: ref("shop.dev/v1", "AppClaim", "claim"),
            compositionRef: { name: "c" },
            resourceRefs: [
              ref("v1", "Namespace", "data"),
              ref("shop.dev/v1", "Database", "db", { namespace: "team-a" }),
            ],
          },
          status: well,
        },
      ),
      object("v1", "Namespace", { name: "data", namespace: undefined }),
      object(
        "shop.dev/v1",
        "Database",
        { name: "db" },
        { ...crossplane(ref("v1", "ConfigMap", "settings")), status: well },
      ),
      settings,
    ]);
    const graph = await walkResource(claim, type("shop.dev", "AppClaim"), loader, { now });
    expect(links(graph)).toEqual([
      "claim claimed x",
      "x composed data",
      "x composed db",
      "db composed settings",
    ]);
    expect(graph.nodes.map(({ health }) => health.state)).toEqual(Array(5).fill("Ready"));
  });

  const rows: [
    reason: string,
    root: object,
    metadata: Partial<ObjectMeta>,
    denied: string[],
    expected: Record<string, string>,
  ][] = [
    [
      "are not created yet while their composite resource is new",
      { ...crossplane(ref("v1", "ConfigMap", "later")), status: well },
      { creationTimestamp: "2026-11-20T10:59:30Z" },
      [],
      { "ConfigMap/later": "composed: NotCreatedYet" },
    ],
    [
      "are not created yet when their composite resource is not synced",
      { ...crossplane(ref("v1", "ConfigMap", "later")), status: status(["Synced", "False"]) },
      {},
      [],
      { "ConfigMap/later": "composed: NotCreatedYet" },
    ],
    [
      "are not created yet when the latest change is not processed",
      {
        ...crossplane(ref("v1", "ConfigMap", "later")),
        status: { conditions: [{ type: "Synced", status: "True", observedGeneration: 1 }] },
      },
      { generation: 2 },
      [],
      { "ConfigMap/later": "composed: NotCreatedYet" },
    ],
    [
      "are missing some time after they were created",
      { ...crossplane(ref("v1", "ConfigMap", "gone")), status: well },
      {},
      [],
      { "ConfigMap/gone": "composed: Missing" },
    ],
    [
      "are removing when their composite resource is removed",
      { ...crossplane(ref("v1", "ConfigMap", "gone")), status: well },
      { deletionTimestamp: at },
      [],
      { "ConfigMap/gone": "composed: Removing", "App/shop": "root: Removing" },
    ],
    [
      "are missing when their kind is not served",
      { ...crossplane(ref("x.io/v1", "Gadget", "g")), status: well },
      {},
      [],
      { "Gadget/g": "composed: Missing" },
    ],
    [
      "are not created yet when their kind is not served and the composite resource reports it",
      { ...crossplane(ref("x.io/v1", "Gadget", "g")), status: status(["Synced", "False"]) },
      {},
      [],
      { "Gadget/g": "composed: NotCreatedYet", "App/shop": "root: NeedsAttention" },
    ],
    [
      "are No access when the person may not read them",
      { ...crossplane(ref("v1", "ConfigMap", "settings")), status: well },
      {},
      ["ConfigMap"],
      { "ConfigMap/settings": "composed: NoAccess", "App/shop": "root: Ready" },
    ],
    [
      "include Secrets without reading them",
      { ...crossplane(ref("v1", "Secret", "password")), status: well },
      {},
      [],
      { "Secret/password": "composed: NoAccess" },
    ],
    [
      "end at a cycle",
      { ...crossplane(ref("shop.dev/v1", "App", "shop")), status: well },
      {},
      [],
      { "App/shop": "root: Ready" },
    ],
  ];
  it.each(rows)("%s", async (_, rest, metadata, denied, expected) => {
    const root = object("shop.dev/v1", "App", { name: "shop", ...metadata }, rest);
    const { loader, reads } = createLoader([root, settings], denied);
    const graph = await walkResource(root, app, loader, { now });
    expect(states(graph)).toMatchObject(expected);
    expect(reads).not.toContain("Secret/password");
  });

  it("have the relation composed instead of owned, and include owned objects", async () => {
    const controlled = (name: string, uid: string) => ({
      name,
      ownerReferences: [{ apiVersion: "shop.dev/v1", kind: "App", name: "shop", uid, controller: true }],
    });
    const root = object(
      "shop.dev/v1",
      "App",
      { name: "shop" },
      { ...crossplane(ref("apps/v1", "Deployment", "web")), status: well },
    );
    const { loader } = createLoader([
      object("apps/v1", "Deployment", controlled("web", "App/shop")),
      object("shop.dev/v1", "Database", controlled("db", "Deployment/web"), {
        ...crossplane(ref("v1", "ConfigMap", "settings")),
        status: well,
      }),
      { ...settings, metadata: { ...settings.metadata, ...controlled("settings", "Database/db") } },
    ]);
    const ownedKinds = [type("apps", "Deployment"), type("shop.dev", "Database"), type("", "ConfigMap")];
    const graph = await walkResource(root, app, loader, { now, ownedKinds });
    expect(links(graph)).toEqual(["shop composed web", "web owned by db", "db composed settings"]);
  });

  it("are not searched by owner in all namespaces for a cluster-scoped composite resource", async () => {
    const root = object(
      "shop.dev/v1",
      "XApp",
      { name: "x", namespace: undefined },
      { spec: { compositionRef: { name: "c" }, resourceRefs: [] }, status: well },
    );
    const { loader, reads } = createLoader([root]);
    await walkResource(root, type("shop.dev", "XApp", false), loader, { now, ownedKinds: [type("", "Pod")] });
    expect(reads).toEqual([]);
  });

  it("include those of delivered resources in one graph", async () => {
    const { loader } = createLoader([
      work({
        id: "g1",
        workloads: [
          workload("apiVersion: shop.dev/v1\nkind: App\nmetadata: {name: shop, namespace: team-a}\n"),
        ],
      }),
      placement("p", "east", { versionID: "abc" }),
      object(
        "shop.dev/v1",
        "App",
        { name: "shop" },
        { ...crossplane(ref("v1", "ConfigMap", "settings")), status: well },
      ),
      settings,
    ]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(links(graph)).toEqual([
      "orders written work-1",
      "work-1 scheduled p",
      "p delivered shop",
      "shop composed settings",
    ]);
  });
});

describe("owned parts", () => {
  const owned = (apiVersion: string, kind: string, name: string, owner: string, namespace = "team-a") =>
    object(apiVersion, kind, {
      name,
      namespace,
      ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: owner }],
    });
  const ownedKinds = [type("apps", "Deployment"), type("apps", "ReplicaSet"), type("", "Pod")];

  it("are found at every depth with one list per kind", async () => {
    const { loader, reads } = createLoader([
      owned("apps/v1", "Deployment", "web", "Widget/orders"),
      owned("apps/v1", "ReplicaSet", "web-1", "Deployment/web"),
      owned("v1", "Pod", "web-1-a", "ReplicaSet/web-1"),
      owned("v1", "Pod", "of-another", "ReplicaSet/other"),
    ]);
    const graph = await walkResource(request, widget, loader, { ownedKinds });
    expect(Object.keys(states(graph))).toEqual([
      "Widget/orders",
      "Deployment/web",
      "ReplicaSet/web-1",
      "Pod/web-1-a",
    ]);
    expect(reads).toEqual(["list Deployment team-a", "list ReplicaSet team-a", "list Pod team-a"]);
  });

  it("end at a cycle of owners", async () => {
    const { loader } = createLoader([
      owned("apps/v1", "Deployment", "a", "Widget/orders"),
      owned("apps/v1", "ReplicaSet", "b", "Deployment/a"),
      { ...owned("apps/v1", "Deployment", "a", "ReplicaSet/b") },
    ]);
    const graph = await walkResource(request, widget, loader, { ownedKinds });
    expect(graph.nodes).toHaveLength(3);
  });

  it("are searched in all namespaces for a cluster-scoped object, but not for a Namespace", async () => {
    const cluster = object("example.com/v1", "Widget", { name: "orders", namespace: undefined });
    const namespace = object("v1", "Namespace", { name: "data", namespace: undefined });
    const pods = [type("", "Pod")];
    const first = createLoader([owned("v1", "Pod", "p", "Widget/orders", "elsewhere")]);
    const graph = await walkResource(cluster, widget, first.loader, { ownedKinds: pods });
    expect(graph.nodes).toHaveLength(2);
    const second = createLoader([]);
    await walkResource(namespace, type("", "Namespace", false), second.loader, { ownedKinds: pods });
    expect(second.reads).toEqual([]);
  });

  it("report the kinds that cannot be listed", async () => {
    const { loader } = createLoader([owned("apps/v1", "Deployment", "web", "Widget/orders")], ["Pod"]);
    const graph = await walkResource(request, widget, loader, { ownedKinds });
    expect(graph.problems).toEqual(["pods: You may not read Pod."]);
    expect(graph.nodes).toHaveLength(2);
  });
});
