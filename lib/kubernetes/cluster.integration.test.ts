import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { reviewAccess } from "#lib/kubernetes/access/access-review";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { listEvents } from "#lib/kubernetes/objects/events";
import { parseObject } from "#lib/kubernetes/objects/object";
import { resolveReference } from "#lib/kubernetes/objects/reference";
import { isExpired } from "#lib/kubernetes/transport/api-error";
import { connectCluster } from "#lib/kubernetes/transport/client";
import type { Informer, ResourceType } from "#lib/kubernetes/types";
import { openWatch } from "#lib/kubernetes/watch/watch-stream";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
/** Responses can be slow on a busy machine. */
const WAIT = { timeout: 15_000 };
const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
const configMaps: ResourceType = {
  cluster: "local",
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};

let plane: TestControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: plane.kubeconfig });
  await cluster.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

const create = (path: string, body: object, by = cluster) => by.client.request("POST", path, { body });

function buildCrd(name: string) {
  const plural = `${name.toLowerCase()}s`;
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", properties: { size: { type: "integer", maximum: 3 } } } },
    },
  };
  return {
    metadata: { name: `${plural}.test.vitrine.dev` },
    spec: {
      group: "test.vitrine.dev",
      scope: "Namespaced",
      names: { kind: name, plural, singular: name.toLowerCase() },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Types of the events about one object, in order. */
function record(informer: Informer, name: string): string[] {
  const types: string[] = [];
  informer.subscribe((event) => {
    if ("object" in event && event.object.metadata.name === name) types.push(event.type);
  });
  return types;
}

describe("informer on a real API server", () => {
  it("follows create, update and delete", async () => {
    const informer = cluster.informers.informer({ group: "", kind: "ConfigMap", namespace: "default" });
    await informer.whenSynced();
    const types = record(informer, "one");
    await create(CONFIG_MAPS, { metadata: { name: "one" } });
    await cluster.client.request("PATCH", `${CONFIG_MAPS}/one`, {
      body: { data: { a: "b" } },
      contentType: "application/merge-patch+json",
    });
    await cluster.client.request("DELETE", `${CONFIG_MAPS}/one`);
    await vi.waitFor(() => expect(types).toEqual(["added", "updated", "deleted"]), WAIT);
    expect(informer.freshness().state).toBe("live");
    informer.close();
  });

  it("reads several pages, and metadata without data", async () => {
    const names = Array.from({ length: 620 }, (_, index) => `many-${index}`);
    for (let start = 0; start < names.length; start += 62) {
      const body = (name: string) => ({ metadata: { name, labels: { many: "yes" } }, data: { a: "b" } });
      await Promise.all(names.slice(start, start + 62).map((name) => create(CONFIG_MAPS, body(name))));
    }
    const selection = { namespace: "default", labelSelector: "many=yes" };
    const whole = await cluster.list(configMaps, selection);
    expect(new Set(whole.map(({ metadata }) => metadata.name)).size).toBe(620);
    expect(whole[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } });
    const informer = cluster.informers.informer({
      group: "",
      kind: "ConfigMap",
      ...selection,
      metadataOnly: true,
    });
    await informer.whenSynced();
    expect(informer.list()).toHaveLength(620);
    expect(informer.list()[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
    expect(informer.list()[0]).not.toHaveProperty("data");
    informer.close();
  }, 60_000);

  it("is synced and empty while its kind is not served", async () => {
    const informer = cluster.informers.informer({ group: "test.vitrine.dev", kind: "Late" });
    await informer.whenSynced();
    expect([informer.list(), informer.resource.plural]).toEqual([[], ""]);
    await create(CRDS, buildCrd("Late"));
    await vi.waitFor(() => expect(informer.resource.plural).toBe("lates"), WAIT);
    const path = "/apis/test.vitrine.dev/v1/namespaces/default/lates";
    await vi.waitFor(
      () => create(path, { apiVersion: "test.vitrine.dev/v1", kind: "Late", metadata: { name: "x" } }),
      WAIT,
    );
    await vi.waitFor(() => expect(informer.get("default", "x")).toBeDefined(), WAIT);
    await cluster.client.request("DELETE", `${CRDS}/lates.test.vitrine.dev`);
    await vi.waitFor(
      () => expect(cluster.discovery.findByKind({ group: "test.vitrine.dev", kind: "Late" })).toBeUndefined(),
      WAIT,
    );
    expect(informer.list()).toEqual([]);
    informer.close();
  }, 30_000);

  it("reports a forbidden list while the cluster stays live, and recovers when it gets access", async () => {
    const guest = openCluster({ name: "local", kubeconfig: await plane.addUser("guest", ["readers"]) });
    const informer = guest.informers.informer({
      group: "",
      kind: "ConfigMap",
      namespace: "default",
      labelSelector: "none=such",
    });
    await vi.waitFor(
      () => expect(informer.freshness()).toMatchObject({ state: "away", code: "forbidden" }),
      WAIT,
    );
    expect(informer.hasSynced()).toBe(false);
    expect(guest.freshness().state).toBe("live");
    const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list", "watch"] }];
    await create("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
      metadata: { name: "read-config" },
      rules,
    });
    await create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { name: "read-config" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "read-config" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "readers" }],
    });
    await informer.whenSynced(AbortSignal.timeout(20_000));
    expect(informer.freshness().state).toBe("live");
    guest.close();
  }, 30_000);
});

describe("answers of the API server", () => {
  it("contain the invalid fields of a refused object", async () => {
    await create(CRDS, buildCrd("Sized"));
    const resource = await vi.waitFor(() => {
      const found = cluster.discovery.findByPlural({ group: "test.vitrine.dev", plural: "sizeds" });
      expect(found).toBeDefined();
      return found;
    }, WAIT);
    expect(resource).toMatchObject({ cluster: "local", kind: "Sized", version: "v1", namespaced: true });
    const body = {
      apiVersion: "test.vitrine.dev/v1",
      kind: "Sized",
      metadata: { name: "x" },
      spec: { size: 9 },
    };
    await expect(create("/apis/test.vitrine.dev/v1/namespaces/default/sizeds", body)).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "/spec/size", source: "server" }],
    });
  }, 30_000);

  it("are undefined for a missing object, and have no managedFields", async () => {
    await create(CONFIG_MAPS, { metadata: { name: "two" } });
    expect(await cluster.get(resolveReference(configMaps, "default", "nothing"))).toBeUndefined();
    const two = await cluster.get(resolveReference(configMaps, "default", "two"));
    expect(two?.metadata).toMatchObject({ name: "two", namespace: "default" });
    expect(two?.metadata).not.toHaveProperty("managedFields");
  });

  it("support SubjectAccessReview for a group and for a custom verb", async () => {
    const rules = [{ apiGroups: ["test.vitrine.dev"], resources: ["sizeds"], verbs: ["request"] }];
    await create("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
      metadata: { name: "ask" },
      rules,
    });
    await create("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
      metadata: { name: "ask" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ask" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "team, with comma" }],
    });
    const ask = (groups: string[], namespace: string, verb = "request") =>
      cluster.reviewAccess(
        { user: "ada", groups },
        { verb, group: "test.vitrine.dev", resource: "sizeds", namespace },
      );
    // Not cached: the authorizer sees a new role after a short delay.
    const attributes = {
      verb: "request",
      group: "test.vitrine.dev",
      resource: "sizeds",
      namespace: "default",
    };
    const member = { user: "ada", groups: ["team, with comma"] };
    await vi.waitFor(
      async () => expect((await reviewAccess(cluster.client, member, attributes)).allowed).toBe(true),
      WAIT,
    );
    expect((await ask(["other", "team, with comma"], "default")).allowed).toBe(true);
    expect((await ask(["other"], "default")).allowed).toBe(false);
    expect((await ask(["other", "team, with comma"], "kube-system")).allowed).toBe(false);
    expect((await ask(["other", "team, with comma"], "default", "create")).allowed).toBe(false);
  });

  it("use each impersonated group separately", async () => {
    const impersonate = { user: "ada", groups: ["one", "two, with comma"] };
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const answer = await cluster.client.request("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
      body,
      impersonate,
    });
    expect(answer).toMatchObject({
      status: { userInfo: { username: "ada", groups: ["one", "two, with comma", "system:authenticated"] } },
    });
  });

  it("contain the object's events of both APIs, newest first", async () => {
    const regarding = parseObject(await cluster.client.request("GET", `${CONFIG_MAPS}/two`));
    const about = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "two" };
    const uid = regarding.metadata.uid;
    const write = (name: string, fields: object) =>
      create("/apis/events.k8s.io/v1/namespaces/default/events", {
        metadata: { name },
        type: "Normal",
        action: "Test",
        reportingController: "test/controller",
        reportingInstance: "one",
        ...fields,
      });
    await write("series", {
      reason: "Again",
      note: "it goes on",
      regarding: { ...about, uid },
      eventTime: "2026-11-20T10:00:00.000000Z",
      series: { count: 5, lastObservedTime: "2026-11-20T10:30:00.000000Z" },
    });
    await write("earlier", {
      reason: "Earlier",
      regarding: { ...about, uid: "earlier" },
      eventTime: "2026-11-20T09:00:00.000000Z",
    });
    await create("/api/v1/namespaces/default/events", {
      metadata: { name: "core" },
      type: "Warning",
      reason: "Old",
      message: "as before",
      count: 3,
      firstTimestamp: "2026-11-20T11:00:00Z",
      lastTimestamp: "2026-11-20T11:05:00Z",
      source: { component: "old-controller" },
      involvedObject: { ...about, uid },
    });
    expect(await listEvents(cluster.client, regarding)).toEqual([
      {
        type: "Warning",
        reason: "Old",
        message: "as before",
        count: 3,
        firstSeen: "2026-11-20T11:00:00Z",
        lastSeen: "2026-11-20T11:05:00Z",
        source: "old-controller",
      },
      {
        type: "Normal",
        reason: "Again",
        message: "it goes on",
        count: 5,
        firstSeen: "2026-11-20T10:00:00.000000Z",
        lastSeen: "2026-11-20T10:30:00.000000Z",
        source: "test/controller",
      },
    ]);
  });
});

describe("restart of the API server", () => {
  it("keeps all objects, marks them as unreachable, and recovers without lost events", async () => {
    const informer = cluster.informers.informer({ group: "", kind: "ConfigMap", namespace: "default" });
    const custom = cluster.informers.informer({ group: "test.vitrine.dev", kind: "Sized" });
    await informer.whenSynced();
    await create("/apis/test.vitrine.dev/v1/namespaces/default/sizeds", {
      apiVersion: "test.vitrine.dev/v1",
      kind: "Sized",
      metadata: { name: "kept" },
    });
    await vi.waitFor(() => expect(custom.list()).toHaveLength(1), WAIT);
    const [two, kept] = [record(informer, "two"), record(custom, "kept")];
    await plane.stopApiServer();
    await vi.waitFor(
      () =>
        expect([informer, custom, cluster].map((one) => one.freshness().state)).toEqual([
          "away",
          "away",
          "away",
        ]),
      WAIT,
    );
    expect(informer.get("default", "two")).toBeDefined();
    expect(custom.list()).toHaveLength(1);
    await expect(cluster.list(configMaps)).rejects.toMatchObject({ code: "cluster-unavailable" });
    await plane.startApiServer();
    await vi.waitFor(
      () =>
        expect([informer, custom, cluster].map((one) => one.freshness().state)).toEqual([
          "live",
          "live",
          "live",
        ]),
      WAIT,
    );
    await create(CONFIG_MAPS, { metadata: { name: "after" } });
    await vi.waitFor(() => expect(informer.get("default", "after")).toBeDefined(), WAIT);
    expect([two, kept]).toEqual([["added"], ["added"]]);
  }, 60_000);

  it("expires an old watch", async () => {
    const options = { resourceVersion: "1", timeoutSeconds: 5, signal: AbortSignal.timeout(10_000) };
    const read = async () => {
      for await (const event of await openWatch(cluster.client, configMaps, options)) return event;
    };
    await expect(read()).rejects.toSatisfy(isExpired);
  });
});

describe("misconfigured cluster", () => {
  it.each([
    ["missing kubeconfig file", { kubeconfig: "/nowhere/kubeconfig" }, "cannot be read"],
    ["missing context", { context: "nowhere" }, 'no context "nowhere"'],
  ])("is reported at once: %s", (_why, config, detail) => {
    expect(() => connectCluster({ name: "local", kubeconfig: plane.kubeconfig, ...config })).toThrow(detail);
  });
});
