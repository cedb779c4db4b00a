import { describe, expect, it } from "vitest";
import { authorize, decide, type ReviewAccess } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import { resolveReference, resolveScope } from "#lib/kubernetes/objects/reference";
import type { ResourceAttributes } from "#lib/kubernetes/types";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: ["team-a"], via: "demo" };
const promise = { cluster: "local", group: "platform.kratix.io", resource: "promises", name: "postgresql" };
const databases = {
  ...{ cluster: "local", group: "demo.test", version: "v1", kind: "PostgreSQL" },
  ...{ plural: "postgresqls", namespaced: true },
};
const scope = resolveScope(databases, "team-a");
const object = resolveReference(databases, "team-a", "orders");
const clusterRoles = {
  ...{ cluster: "local", group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole" },
  ...{ plural: "clusterroles", namespaced: false },
};
const application = resolveReference(
  {
    ...{ cluster: "local", group: "argoproj.io", version: "v1alpha1", kind: "Application" },
    ...{ plural: "applications", namespaced: true },
  },
  "argocd",
  "a",
);
const database = { cluster: "local", group: "demo.test", resource: "postgresqls", namespace: "team-a" };

/** Roles as `verb group/resource[/name][@namespace]`. */
function roles(...granted: string[]) {
  const asked: string[] = [];
  const review: ReviewAccess = async (_cluster, _subject, attributes) => {
    const asking = print(attributes);
    asked.push(asking);
    return { allowed: granted.includes(asking) };
  };
  return { review, asked };
}

function print({ verb, group, resource, name, namespace }: ResourceAttributes): string {
  return `${verb} ${group}/${resource}${name ? `/${name}` : ""}${namespace ? `@${namespace}` : ""}`;
}

type Row = [why: string, action: Action, granted: string[], allowed: boolean, asked: string[]];

const rows: Row[] = [
  [
    "sends one review for a person who may list all Promises",
    { action: "see-entry", ...promise },
    ["list platform.kratix.io/promises"],
    true,
    ["list platform.kratix.io/promises"],
  ],
  [
    "accepts access to a single Promise",
    { action: "see-entry", ...promise },
    ["get platform.kratix.io/promises/postgresql"],
    true,
    ["list platform.kratix.io/promises", "get platform.kratix.io/promises/postgresql"],
  ],
  [
    "ignores access to another Promise",
    { action: "see-entry", ...promise },
    ["get platform.kratix.io/promises/redis"],
    false,
    ["list platform.kratix.io/promises", "get platform.kratix.io/promises/postgresql"],
  ],
  [
    "uses the verb `request` for a request",
    { action: "request", ...database },
    ["request demo.test/postgresqls@team-a"],
    true,
    ["request demo.test/postgresqls@team-a"],
  ],
  [
    "does not accept the verb `create` for a request",
    { action: "request", ...database },
    ["create demo.test/postgresqls@team-a"],
    false,
    ["request demo.test/postgresqls@team-a"],
  ],
  [
    "requires access to all namespaces without a namespace",
    { action: "request", ...database, namespace: undefined },
    ["request demo.test/postgresqls@team-a"],
    false,
    ["request demo.test/postgresqls"],
  ],
  [
    "does not accept the verb `request` for an approval",
    { action: "approve", ...database },
    ["request demo.test/postgresqls@team-a"],
    false,
    ["approve demo.test/postgresqls@team-a"],
  ],
  [
    "uses the verb `approve` for an approval",
    { action: "approve", ...database },
    ["approve demo.test/postgresqls@team-a"],
    true,
    ["approve demo.test/postgresqls@team-a"],
  ],
  [
    "uses the verb `get` for all objects of a namespace",
    { action: "read", object },
    ["get demo.test/postgresqls@team-a"],
    true,
    ["get demo.test/postgresqls", "get demo.test/postgresqls@team-a"],
  ],
  [
    "reviews no single namespace for a reader of all",
    { action: "read", object },
    ["get demo.test/postgresqls"],
    true,
    ["get demo.test/postgresqls"],
  ],
  [
    "accepts access to a single object",
    { action: "read", object },
    ["get demo.test/postgresqls/orders@team-a"],
    true,
    [
      "get demo.test/postgresqls",
      "get demo.test/postgresqls@team-a",
      "get demo.test/postgresqls/orders@team-a",
    ],
  ],
  [
    "does not accept the verb `list` for one object",
    { action: "read", object },
    ["list demo.test/postgresqls@team-a"],
    false,
    [
      "get demo.test/postgresqls",
      "get demo.test/postgresqls@team-a",
      "get demo.test/postgresqls/orders@team-a",
    ],
  ],
  [
    "uses the verb `list` for a namespace",
    { action: "list", scope },
    ["list demo.test/postgresqls@team-a"],
    true,
    ["list demo.test/postgresqls", "list demo.test/postgresqls@team-a"],
  ],
  [
    "requires the verb `patch` on the agent's own object for a refresh",
    { action: "refresh", object: application },
    ["patch argoproj.io/applications/b@argocd"],
    false,
    ["patch argoproj.io/applications/a@argocd"],
  ],
  [
    "ignores access in a namespace when it reads a cluster-scoped object",
    { action: "read", object: resolveReference(clusterRoles, "team-a", "cluster-admin") },
    ["get rbac.authorization.k8s.io/clusterroles@team-a"],
    false,
    [
      "get rbac.authorization.k8s.io/clusterroles",
      "get rbac.authorization.k8s.io/clusterroles/cluster-admin",
    ],
  ],
  [
    "ignores access in a namespace when it lists cluster-scoped objects",
    { action: "list", scope: resolveScope(clusterRoles, "team-a") },
    ["list rbac.authorization.k8s.io/clusterroles@team-a"],
    false,
    ["list rbac.authorization.k8s.io/clusterroles"],
  ],
];

describe("decide", () => {
  it.each(rows)("%s", async (_why, action, granted, allowed, asked) => {
    const cluster = roles(...granted);
    const decision = await decide(ana, action, { review: cluster.review, requestVerb: "request" });
    expect(decision.allowed).toBe(allowed);
    expect(cluster.asked).toEqual(asked);
    expect(decision.reason === "").toBe(allowed);
  });

  it("uses the verb `create` for a request when it is configured", async () => {
    const cluster = roles("create demo.test/postgresqls@team-a");
    const rules = { review: cluster.review, requestVerb: "create" } as const;
    expect(await decide(ana, { action: "request", ...database }, rules)).toEqual({
      allowed: true,
      reason: "",
    });
  });

  it("reviews as the person's user and groups, in the cluster of the object", async () => {
    const calls: unknown[] = [];
    const review: ReviewAccess = async (cluster, subject) => {
      calls.push([cluster, subject]);
      return { allowed: true };
    };
    const elsewhere = resolveScope({ ...databases, cluster: "prod" }, "team-a");
    await decide(ana, { action: "list", scope: elsewhere }, { review, requestVerb: "request" });
    expect(calls).toEqual([["prod", { user: "ana", groups: ["team-a", "system:authenticated"] }]]);
  });

  it("fails when the cluster does not answer", async () => {
    const away = new PortalError("cluster-unavailable", { detail: "away" });
    const review = () => Promise.reject(away);
    await expect(decide(ana, { action: "list", scope }, { review, requestVerb: "request" })).rejects.toBe(
      away,
    );
  });
});

describe("authorize", () => {
  it("names the missing permission and the next step in its error", async () => {
    const refused = authorize(
      ana,
      { action: "request", ...database },
      { ...roles(), requestVerb: "request" },
    );
    await expect(refused).rejects.toMatchObject({
      code: "forbidden",
      detail: expect.stringMatching(/postgresqls\.demo\.test in namespace team-a of local.*"request"/),
      suggestion: expect.stringContaining("platform team"),
    });
  });
});
