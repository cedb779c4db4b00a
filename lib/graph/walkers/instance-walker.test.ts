import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import type { WalkOptions } from "#lib/graph/part";
import type { GraphLoader } from "#lib/graph/types";
import { walkResource } from "#lib/graph/walkers/walk";
import type { KubernetesObject, ObjectMeta, ResourceType } from "#lib/kubernetes/types";

function type(group: string, kind: string, namespaced = true): ResourceType {
  return { cluster: "demo", group, version: "v1", kind, plural: `${kind.toLowerCase()}s`, namespaced };
}

const site = type("web.dev", "Site");
const cell = type("web.dev", "Cell", false);
const types = [site, cell, type("", "ConfigMap"), type("apps", "Deployment"), type("", "Namespace", false)];

function object(
  { group, kind }: ResourceType | { group: string; kind: string },
  metadata: Partial<ObjectMeta> & { name: string },
  rest: object = {},
): KubernetesObject {
  return {
    apiVersion: group ? `${group}/v1` : "v1",
    kind,
    metadata: {
      namespace: "team-a",
      uid: `${kind}/${metadata.name}`,
      resourceVersion: "1",
      creationTimestamp: "2026-11-20T10:00:00Z",
      ...metadata,
    },
    ...rest,
  };
}

const active = { status: { state: "ACTIVE", conditions: [{ type: "Ready", status: "True" }] } };

/** An instance from which kro has created objects. */
function instance(
  of: ResourceType,
  name: string,
  kinds: string,
  metadata: Partial<ObjectMeta> = {},
  rest: object = active,
) {
  const annotations = {
    "applyset.kubernetes.io/tooling": "kro/v0.9.4",
    "applyset.kubernetes.io/contains-group-kinds": kinds,
    ...metadata.annotations,
  };
  const labels = { "applyset.kubernetes.io/id": `set-${name}`, ...metadata.labels };
  return object(of, { ...metadata, name, annotations, labels }, rest);
}

const partOf = (name: string, more: Partial<ObjectMeta> = {}) => ({
  ...more,
  labels: { "applyset.kubernetes.io/part-of": `set-${name}` },
});
const configMap = (name: string, more: Partial<ObjectMeta> = {}) =>
  object({ group: "", kind: "ConfigMap" }, { name, ...more });

function createLoader(objects: KubernetesObject[], denied: string[] = []) {
  const lists: string[] = [];
  const loader: GraphLoader = {
    findType: ({ group, kind }) => types.find((one) => one.group === group && one.kind === kind),
    get: async () => undefined,
    async list({ kind }, { namespace, labels = {} }) {
      lists.push(`${kind} ${namespace ?? "*"}`);
      if (denied.includes(kind)) throw new PortalError("forbidden", { detail: `You can't list ${kind}.` });
      return objects.filter(
        ({ kind: own, metadata }) =>
          own === kind &&
          (namespace === undefined || metadata.namespace === namespace) &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      );
    },
  };
  return { loader, lists };
}

async function walk(
  root: KubernetesObject,
  of: ResourceType,
  loader: GraphLoader,
  options: WalkOptions = { isInstance: ({ group }) => group === "web.dev" },
) {
  const { nodes, edges, problems } = await walkResource(root, of, loader, options);
  const names = new Map(nodes.map(({ id, reference }) => [id, reference.name]));
  return {
    lines: edges.map(({ from, to, relation }) => `${names.get(from)} ${relation} ${names.get(to)}`),
    states: nodes.map(({ reference, health }) => `${reference.name} ${health.state}`),
    problems,
  };
}

describe("parts of a kro instance", () => {
  it("are the objects with the label of the instance, in its namespace and the other namespaces that it names", async () => {
    const annotations = { "applyset.kubernetes.io/additional-namespaces": "team-b" };
    const root = instance(site, "docs", "ConfigMap,Namespace", { annotations });
    const { loader, lists } = createLoader([
      configMap("pages", partOf("docs")),
      configMap("copy", partOf("docs", { namespace: "team-b" })),
      configMap("elsewhere", partOf("docs", { namespace: "team-c" })),
      configMap("other", partOf("blog")),
      configMap("bare"),
      object(
        { group: "", kind: "Namespace" },
        { name: "space", ...partOf("docs", { namespace: undefined }) },
      ),
    ]);
    const { lines, problems } = await walk(root, site, loader);
    expect(lines).toEqual(["docs composed pages", "docs composed copy", "docs composed space"]);
    expect(lists).toEqual(["ConfigMap team-a", "ConfigMap team-b", "Namespace *"]);
    expect(problems).toEqual([]);
  });

  it("include the parts of a nested instance", async () => {
    const inner = instance(site, "inner", "ConfigMap", partOf("docs"));
    inner.metadata.labels = { ...inner.metadata.labels, "applyset.kubernetes.io/id": "set-inner" };
    const { loader } = createLoader([inner, configMap("deep", partOf("inner"))]);
    const { lines } = await walk(instance(site, "docs", "Site.web.dev"), site, loader);
    expect(lines).toEqual(["docs composed inner", "inner composed deep"]);
  });

  it("include the kinds that the person may list, and report the others", async () => {
    const root = instance(site, "docs", "ConfigMap,Deployment.apps,Gadget.unknown.dev");
    const { loader } = createLoader([configMap("pages", partOf("docs"))], ["Deployment"]);
    const { lines, problems } = await walk(root, site, loader);
    expect(lines).toEqual(["docs composed pages"]);
    expect(problems).toEqual(["deployments: You can't list Deployment."]);
  });

  it("are not searched by owner reference, because kro sets none", async () => {
    const { loader, lists } = createLoader([]);
    const root = instance(cell, "one", "", { namespace: undefined });
    await walk(root, cell, loader, { ownedKinds: [{ group: "apps", kind: "Deployment" }] });
    expect(lists).toEqual([]);
  });

  const rows: [why: string, root: KubernetesObject, options: WalkOptions | undefined, state: string][] = [
    [
      "NeedsAttention from the state of kro",
      instance(site, "docs", "", {}, { status: { state: "ERROR" } }),
      undefined,
      "NeedsAttention",
    ],
    ["Waiting without a status", object(site, { name: "docs" }), undefined, "Waiting"],
    ["Ready for a kind that no RGD offers", object(site, { name: "docs" }), {}, "Ready"],
  ];
  it.each(rows)("determine the health of the instance: %s", async (_, root, options, state) => {
    const { loader } = createLoader([]);
    expect((await walk(root, site, loader, options)).states).toEqual([`docs ${state}`]);
  });
});
