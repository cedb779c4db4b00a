import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { convertSchema } from "#lib/form/convert/convert";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import type { RequestObject } from "#lib/request/object";
import { tryOnCluster } from "#lib/server/requests/dry-run";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 100 };
/** The portal's service account as in the documentation. */
const PORTAL = "system:serviceaccount:vitrine:vitrine";
const GROUP = "platform.example.com";

const SCHEMA = {
  type: "object",
  required: ["spec"],
  properties: {
    spec: {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "integer", maximum: 9 },
        tier: { type: "string", enum: ["small", "large"] },
        note: { type: "string" },
        ports: {
          type: "array",
          maxItems: 5,
          items: { type: "object", properties: { number: { type: "integer", minimum: 1 } } },
        },
        labels: { type: "object", additionalProperties: { type: "string", maxLength: 3 } },
      },
      "x-kubernetes-validations": [
        { rule: "self.size != 7", messageExpression: "'not ' + '7'", fieldPath: ".size" },
      ],
    },
  },
};
const FORM = convertSchema(SCHEMA, { kind: "Database" });

let plane: TestControlPlane;
let admin: Cluster;
let portal: Cluster;
let nobody: Cluster;

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const PATHS: Record<string, string> = {
  Namespace: "/api/v1/namespaces",
  CustomResourceDefinition: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  ValidatingAdmissionPolicy: `${ADMISSION}/validatingadmissionpolicies`,
  ValidatingAdmissionPolicyBinding: `${ADMISSION}/validatingadmissionpolicybindings`,
  ClusterRole: `${RBAC}/clusterroles`,
  ClusterRoleBinding: `${RBAC}/clusterrolebindings`,
};

const post = (body: { kind: string }) => admin.client.request("POST", PATHS[body.kind] ?? "", { body });

beforeAll(async () => {
  plane = await startControlPlane();
  const open = async (name: string) =>
    openCluster({
      name: "local",
      kubeconfig: name === "admin" ? plane.kubeconfig : await plane.addUser(name),
    });
  [admin, portal, nobody] = await Promise.all([open("admin"), open(PORTAL), open("nobody")]);
  await post(namespace("team-a"));
  await post(namespace("team-full"));
  await post(buildCrd());
  const text = readFileSync(fileURLToPath(new URL("../../../docs/validation.md", import.meta.url)), "utf8");
  for (const [, yaml = ""] of text.matchAll(/```yaml\n([\s\S]*?)```/g)) {
    for (const document of parseAllDocuments(yaml)) await post(document.toJS());
  }
  for (const body of buildPolicy()) await post(body);
  await fillQuota();
  await vi.waitFor(async () => expect(await attempt({ size: 1 })).toMatchObject(ACCEPTED), WAIT);
  // The API server enforces a new policy after a short delay.
  await vi.waitFor(async () => {
    expect(await attempt({ size: 3 })).toMatchObject({ verdict: { state: "refused" } });
    expect(await attempt({ size: 5 })).toMatchObject({ verdict: { warnings: [expect.anything()] } });
    await expect(write(portal, "probe", { size: 1 })).rejects.toThrow();
  }, WAIT);
}, BUILD);

afterAll(async () => {
  for (const cluster of [admin, portal, nobody]) cluster?.close();
  await plane?.stop();
});

const ACCEPTED = { verdict: { state: "accepted" }, errors: [] };
const COLLECTION = `/apis/${GROUP}/v1/namespaces/team-a/databases`;

/** A real server-side apply. */
function write(by: Cluster, name: string, spec: object) {
  const { manifest } = manifestOf(spec, { name });
  return by.client.request("PATCH", `${COLLECTION}/${name}`, {
    query: { fieldManager: "vitrine", force: true },
    contentType: "application/apply-patch+yaml",
    body: manifest,
  });
}

const namespace = (name: string) => ({ kind: "Namespace", metadata: { name } });

function buildCrd() {
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } };
  return {
    kind: "CustomResourceDefinition",
    metadata: { name: `databases.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind: "Database", plural: "databases", singular: "database" },
      versions: [version],
    },
  };
}

/** A platform team's own policy, one that refuses and one that warns. */
function buildPolicy() {
  const rule = { apiGroups: [GROUP], apiVersions: ["*"], operations: ["CREATE", "UPDATE"], resources: ["*"] };
  const policy = (name: string, expression: string, message: string, action: string) => [
    {
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression, message }] },
    },
    {
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: [action] },
    },
  ];
  return [
    ...policy("no-threes", "object.spec.size != 3", "spec.size must not be 3 in this cluster", "Deny"),
    ...policy("think-of-fives", "object.spec.size != 5", "5 is much", "Warn"),
  ];
}

/** Allows one database and marks it as used. No controller runs here that would update the status. */
async function fillQuota() {
  const path = "/api/v1/namespaces/team-full/resourcequotas";
  const hard = { [`count/databases.${GROUP}`]: "1" };
  await admin.client.request("POST", path, { body: { metadata: { name: "databases" }, spec: { hard } } });
  await admin.client.request("PATCH", `${path}/databases/status`, {
    body: { status: { hard, used: hard } },
    contentType: "application/merge-patch+json",
  });
}

function manifestOf(spec: object, place: { namespace?: string; name?: string } = {}) {
  const { namespace: own = "team-a", name = "one" } = place;
  const type = { group: GROUP, version: "v1", kind: "Database" };
  const object: RequestObject = { cluster: "local", ...type, plural: "databases", namespace: own, name };
  const metadata = { name, namespace: own };
  return { object, manifest: { apiVersion: `${GROUP}/v1`, kind: "Database", metadata, spec } };
}

function attempt(spec: object, place?: { namespace?: string; name?: string }, cluster = portal) {
  const { object, manifest } = manifestOf(spec, place);
  return tryOnCluster(cluster, object, manifest, FORM);
}

describe("dry run on a real API server", () => {
  it.each<[why: string, spec: object, reason: string, errors: [path: string, message: string][]]>([
    [
      "a schema violation",
      { size: 10 },
      "The API refuses it.",
      [["/spec/size", "Size should be less than or equal to 9."]],
    ],
    ["a missing required field", {}, "The API refuses it.", [["/spec/size", "Size is required."]]],
    [
      "an unsupported enum value",
      { size: 1, tier: "huge" },
      "The API refuses it.",
      [["/spec/tier", "Tier must be one of small, large."]],
    ],
    [
      "an item of a list",
      { size: 1, ports: [{ number: 80 }, { number: 0 }] },
      "The API refuses it.",
      [["/spec/ports/1/number", "Number should be greater than or equal to 1."]],
    ],
    [
      "a key with dots",
      { size: 1, labels: { "a.b/c": "long" } },
      "The API refuses it.",
      [["/spec/labels/a.b~1c", "a.b/c may not be more than 3 bytes."]],
    ],
    ["a validation rule", { size: 7 }, "The API refuses it.", [["/spec/size", "not 7."]]],
    [
      "a policy",
      { size: 3 },
      "The policy no-threes refuses it.",
      [["/spec/size", "The policy no-threes refuses it: spec.size must not be 3 in this cluster."]],
    ],
  ])("reports a refusal at its field: %s", async (_why, spec, reason, errors) => {
    expect(await attempt(spec)).toEqual({
      verdict: { state: "refused", reason, warnings: [] },
      errors: errors.map(([path, message]) => ({ path, message, source: "server" })),
    });
  });

  it("accepts text with control characters and Unicode line separators unchanged", async () => {
    const spec = { size: 1, note: "a\u007fb\u0085c\u2028d\u2029e\ufefff\ufffeg" };
    expect(await attempt(spec)).toMatchObject(ACCEPTED);
    expect(await write(admin, "texts", spec)).toMatchObject({ spec });
  });

  it("passes on warnings", async () => {
    expect(await attempt({ size: 5 })).toMatchObject({
      verdict: { state: "accepted", warnings: [expect.stringContaining("5 is much")] },
      errors: [],
    });
  });

  it("names the exceeded quota", async () => {
    const { verdict, errors } = await attempt({ size: 1 }, { namespace: "team-full" });
    expect(verdict).toMatchObject({ state: "refused", reason: "The quota databases is used up." });
    expect(errors).toEqual([
      {
        path: "",
        source: "server",
        message: expect.stringContaining("count/databases.platform.example.com=1"),
      },
    ]);
  });

  it("reports a missing namespace", async () => {
    expect(await attempt({ size: 1 }, { namespace: "nowhere" })).toMatchObject({
      verdict: { state: "refused" },
      errors: [{ path: "/metadata/namespace", message: "The cluster local has no namespace nowhere." }],
    });
  });

  it("reports no error when the account may not do a dry run", async () => {
    expect(await attempt({ size: 10 }, {}, nobody)).toEqual({
      verdict: {
        state: "unchecked",
        reason: "The portal's account may not do a dry run of the kind Database in the cluster local.",
        warnings: [],
      },
      errors: [],
    });
  });

  it("reports no error for a version that is not served", async () => {
    const { object, manifest } = manifestOf({ size: 1 });
    const later = { ...manifest, apiVersion: `${GROUP}/v2` };
    expect(await tryOnCluster(admin, { ...object, version: "v2" }, later)).toMatchObject({
      verdict: { state: "unchecked", reason: "The cluster local does not serve Database now." },
      errors: [],
    });
  });
});

describe("account of the dry run", () => {
  const real = `${COLLECTION}/real`;

  it("stores nothing", async () => {
    await expect(admin.client.request("GET", `${COLLECTION}/one`)).rejects.toMatchObject({ httpStatus: 404 });
  });

  it("cannot create, update or delete an object: the policy refuses the write", async () => {
    const refused = { httpStatus: 403, said: expect.stringContaining("can only send dry runs") };
    await expect(write(portal, "real", { size: 1 })).rejects.toMatchObject(refused);
    const { manifest } = manifestOf({ size: 1 }, { name: "real" });
    await expect(portal.client.request("POST", COLLECTION, { body: manifest })).rejects.toMatchObject(
      refused,
    );
    await write(admin, "real", { size: 1 });
    const merge = { body: { spec: { size: 2 } }, contentType: "application/merge-patch+json" };
    await expect(portal.client.request("PATCH", real, merge)).rejects.toMatchObject(refused);
    expect(await attempt({ size: 2 }, { name: "real" })).toMatchObject(ACCEPTED);
    await expect(portal.client.request("DELETE", real)).rejects.toMatchObject({ httpStatus: 403 });
    expect(await admin.client.request("GET", real)).toMatchObject({ spec: { size: 1 } });
  });

  it("reports no error when the cluster is unreachable", async () => {
    await plane.stopApiServer();
    const { verdict, errors } = await attempt({ size: 1 });
    expect(verdict).toMatchObject({ state: "unchecked", reason: expect.stringContaining("does not answer") });
    expect(errors).toEqual([]);
  }, 60_000);
});
