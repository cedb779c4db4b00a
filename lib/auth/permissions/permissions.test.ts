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
    "who may list all Promises is asked once",
    { action: "see-entry", ...promise },
    ["list platform.kratix.io/promises"],
    true,
    ["list platform.kratix.io/promises"],
  ],
  [
    "one Promise alone may be granted",
    { action: "see-entry", ...promise },
    ["get platform.kratix.io/promises/postgresql"],
    true,
    ["list platform.kratix.io/promises", "get platform.kratix.io/promises/postgresql"],
  ],
  [
    "another Promise's grant does not help",
    { action: "see-entry", ...promise },
    ["get platform.kratix.io/promises/redis"],
    false,
    ["list platform.kratix.io/promises", "get platform.kratix.io/promises/postgresql"],
  ],
  [
    "a request is a verb of its own",
    { action: "request", ...database },
    ["request demo.test/postgresqls@team-a"],
    true,
    ["request demo.test/postgresqls@team-a"],
  ],
  [
    "who may write to the cluster may not thereby request",
    { action: "request", ...database },
    ["create demo.test/postgresqls@team-a"],
    false,
    ["request demo.test/postgresqls@team-a"],
  ],
  [
    "without a namespace the right is asked for all of them",
    { action: "request", ...database, namespace: undefined },
    ["request demo.test/postgresqls@team-a"],
    false,
    ["request demo.test/postgresqls"],
  ],
  [
    "requesting is not approving",
    { action: "approve", ...database },
    ["request demo.test/postgresqls@team-a"],
    false,
    ["approve demo.test/postgresqls@team-a"],
  ],
  [
    "an approver",
    { action: "approve", ...database },
    ["approve demo.test/postgresqls@team-a"],
    true,
    ["approve demo.test/postgresqls@team-a"],
  ],
  [
    "reading one object",
    { action: "read", object },
    ["get demo.test/postgresqls/orders@team-a"],
    true,
    ["get demo.test/postgresqls/orders@team-a"],
  ],
  [
    "listing is not reading",
    { action: "read", object },
    ["list demo.test/postgresqls@team-a"],
    false,
    ["get demo.test/postgresqls/orders@team-a"],
  ],
  [
    "listing a namespace",
    { action: "list", scope },
    ["list demo.test/postgresqls@team-a"],
    true,
    ["list demo.test/postgresqls@team-a"],
  ],
  [
    "asking an agent to look takes the right to patch its own object",
    { action: "refresh", object: application },
    ["patch argoproj.io/applications/b@argocd"],
    false,
    ["patch argoproj.io/applications/a@argocd"],
  ],
  [
    "a right in a namespace reads no cluster-scoped object, whatever namespace an address names",
    { action: "read", object: resolveReference(clusterRoles, "team-a", "cluster-admin") },
    ["get rbac.authorization.k8s.io/clusterroles/cluster-admin@team-a"],
    false,
    ["get rbac.authorization.k8s.io/clusterroles/cluster-admin"],
  ],
  [
    "a right in a namespace lists no cluster-scoped objects",
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

  it("asks for plain create where the platform prefers it", async () => {
    const cluster = roles("create demo.test/postgresqls@team-a");
    const rules = { review: cluster.review, requestVerb: "create" } as const;
    expect(await decide(ana, { action: "request", ...database }, rules)).toEqual({
      allowed: true,
      reason: "",
    });
  });

  it("asks as the person whom the API server knows, in the cluster of the object", async () => {
    const calls: unknown[] = [];
    const review: ReviewAccess = async (cluster, subject) => {
      calls.push([cluster, subject]);
      return { allowed: true };
    };
    const elsewhere = resolveScope({ ...databases, cluster: "prod" }, "team-a");
    await decide(ana, { action: "list", scope: elsewhere }, { review, requestVerb: "request" });
    expect(calls).toEqual([["prod", { user: "ana", groups: ["team-a", "system:authenticated"] }]]);
  });

  it("grants nothing when the cluster does not answer", async () => {
    const away = new PortalError("cluster-unavailable", { detail: "away" });
    const review = () => Promise.reject(away);
    await expect(decide(ana, { action: "list", scope }, { review, requestVerb: "request" })).rejects.toBe(
      away,
    );
  });
});

describe("authorize", () => {
  it("refuses in words that name the right and who gives it", async () => {
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
