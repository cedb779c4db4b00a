import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import type { WalkOptions } from "#lib/graph/part";
import type { GraphLoader, ResourceGraph } from "#lib/graph/types";
import { walkResource } from "#lib/graph/walk";
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
];

const forbidden = (what: string) => new PortalError("forbidden", { detail: `You may not read ${what}.` });

/** A cluster of some objects. `denied` are kinds that may not be read. */
function createLoader(objects: KubernetesObject[], denied: string[] = []) {
  const reads: string[] = [];
  const ofKind = ({ kind }: ResourceType) => {
    if (denied.includes(kind)) throw forbidden(kind);
    return objects.filter((one) => one.kind === kind);
  };
  const loader: GraphLoader = {
    findType: ({ group, version, kind }) =>
      types.find((one) => one.group === group && one.kind === kind && (!version || one.version === version)),
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

  it("finds every part, each below what made it", async () => {
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
      "not scheduled yet: below the Work",
      [work(group)],
      [],
      { "ConfigMap/settings": "delivered: NotCreatedYet" },
    ],
    [
      "just written: the agent needs a moment",
      [work(group), placement("p", "east", {}, "2026-11-20T10:59:50Z")],
      [],
      { "ConfigMap/settings": "delivered: NotCreatedYet", "WorkPlacement/p": "scheduled: Working" },
    ],
    [
      "written long ago and not there",
      [work(group), placement("p", "east")],
      [],
      { "ConfigMap/settings": "delivered: Missing" },
    ],
    [
      "there, which proves a write that an old version does not report",
      [work(group), placement("p", "east"), settings],
      [],
      { "WorkPlacement/p": "scheduled: Ready" },
    ],
    [
      "at a Destination that the portal does not see",
      [work(group), placement("p", "west")],
      [],
      { "ConfigMap/settings": "delivered: Unknown" },
    ],
    [
      "the person may not read it",
      [work(group), placement("p", "east"), settings],
      ["ConfigMap"],
      { "ConfigMap/settings": "delivered: NoAccess" },
    ],
    [
      "a kind that is not served",
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

  it("shows an object delivered twice once, below both", async () => {
    const { loader } = createLoader([work(group), placement("p", "east"), placement("q", "east"), settings]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.nodes.filter(({ reference }) => reference.name === "settings")).toHaveLength(1);
    expect(graph.edges.filter(({ relation }) => relation === "delivered")).toHaveLength(2);
  });

  it("says what it could not list, and shows the rest", async () => {
    const { loader } = createLoader([work(group)], ["Job", "WorkPlacement"]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.problems).toEqual([
      "jobs: You may not read Job.",
      "workplacements: You may not read WorkPlacement.",
    ]);
    expect(states(graph)).toMatchObject({ "Work/work-1": "written: Ready" });
  });

  it("says which file it could not read", async () => {
    const { loader } = createLoader([work({ id: "g1", workloads: [workload("a: [")] })]);
    const graph = await walkResourceRequest(request, widget, loader, { now });
    expect(graph.problems).toEqual(["all.yaml is not valid YAML."]);
  });

  it("tells a failure in the words of the step, from the Pod it left", async () => {
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

  it("works where Kratix is not installed", async () => {
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

describe("what is owned", () => {
  const owned = (apiVersion: string, kind: string, name: string, owner: string, namespace = "team-a") =>
    object(apiVersion, kind, {
      name,
      namespace,
      ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: owner }],
    });
  const ownedKinds = [type("apps", "Deployment"), type("apps", "ReplicaSet"), type("", "Pod")];

  it("goes to every depth, listing each kind once", async () => {
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

  it("ends when owners go in a circle", async () => {
    const { loader } = createLoader([
      owned("apps/v1", "Deployment", "a", "Widget/orders"),
      owned("apps/v1", "ReplicaSet", "b", "Deployment/a"),
      { ...owned("apps/v1", "Deployment", "a", "ReplicaSet/b") },
    ]);
    const graph = await walkResource(request, widget, loader, { ownedKinds });
    expect(graph.nodes).toHaveLength(3);
  });

  it("looks in all namespaces for what a cluster-scoped object owns, but not for a Namespace", async () => {
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

  it("says what it could not list", async () => {
    const { loader } = createLoader([owned("apps/v1", "Deployment", "web", "Widget/orders")], ["Pod"]);
    const graph = await walkResource(request, widget, loader, { ownedKinds });
    expect(graph.problems).toEqual(["pods: You may not read Pod."]);
    expect(graph.nodes).toHaveLength(2);
  });
});
