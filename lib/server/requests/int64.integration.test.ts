/** 64-bit integers with a real API server: its schema, its objects and its dry run. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { formatJson, parseJson } from "#lib/exact-json";
import { convertSchema } from "#lib/form/convert/convert";
import { defaultAt } from "#lib/form/fields/defaults";
import type { FormSchema, FormValues } from "#lib/form/types";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { parseManifest } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { buildFilePlan } from "#lib/request/plan/file-plan";
import { isRecord, readPointer } from "#lib/schema/pointer";
import { tryOnCluster } from "#lib/server/requests/dry-run";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const WAIT = { timeout: 60_000, interval: 200 };
const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const GROUP = "c16.example.com";
const ACCOUNTS = `/apis/${GROUP}/v1/namespaces/default/accounts`;

const INT64 = { type: "integer", format: "int64" };
const CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `accounts.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { kind: "Account", plural: "accounts", singular: "account" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  id: INT64,
                  limit: { ...INT64, default: 9223372036854775807n },
                  known: { ...INT64, enum: [9007199254740993n, 1] },
                  high: { ...INT64, minimum: 9007199254740996n },
                  even: { ...INT64, multipleOf: 2 },
                  small: { type: "integer", format: "int32" },
                  ratio: { type: "number" },
                  next: {
                    ...INT64,
                    "x-kubernetes-validations": [{ rule: "self + 1 == 9223372036854775807" }],
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

let plane: TestControlPlane;
let cluster: Cluster;
let form: FormSchema;

const object = (name: string): RequestObject => ({
  cluster: "local",
  group: GROUP,
  version: "v1",
  kind: "Account",
  plural: "accounts",
  namespace: "default",
  name,
});

function plan(name: string, spec: object) {
  const values: FormValues = { spec };
  return buildFilePlan(
    {
      input: { operation: "create", name, namespace: "default", values },
      object: object(name),
      path: "a.yaml",
    },
    form,
  );
}

async function tryOut(name: string, spec: object): Promise<{ portal: boolean; server: boolean }> {
  const worked = plan(name, spec);
  const manifest = parseManifest(worked.content ?? "").manifest;
  const { verdict } = await tryOnCluster(cluster, object(name), manifest, form);
  return { portal: worked.errors.length === 0, server: verdict.state === "accepted" };
}

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: plane.kubeconfig });
  await cluster.client.request("POST", CRDS, { body: CRD });
  const live = await cluster.client.request("GET", `${CRDS}/accounts.${GROUP}`);
  const schema = readPointer(live, "/spec/versions/0/schema/openAPIV3Schema");
  if (!isRecord(schema)) throw new Error("The CRD has no schema.");
  // Serialized to JSON, as a page receives it.
  form = parseJson(formatJson(convertSchema(schema, { kind: "Account" })));
  await vi.waitFor(
    async () => expect(await tryOut("probe", { id: 1 })).toMatchObject({ server: true }),
    WAIT,
  );
}, BUILD);

afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

describe("64-bit integers on an API server", () => {
  it("keep all digits in the default of a form field", () => {
    expect(defaultAt(form, "/spec/limit")).toBe(9223372036854775807n);
    expect(plan("a", {}).errors).toEqual([]);
  });

  it("keep all digits when they are stored, read and watched", async () => {
    const spec = { id: 9007199254740993n, limit: -9223372036854775808n };
    const { content, after } = plan("stored", spec);
    const { manifest } = parseManifest(content ?? "");
    expect(after).toBe(formatJson(manifest));
    const stored = await cluster.client.request("PATCH", `${ACCOUNTS}/stored`, {
      query: { fieldManager: "vitrine", force: true },
      contentType: "application/apply-patch+yaml",
      body: manifest,
    });
    expect(readPointer(stored, "/spec")).toEqual(spec);
    expect(readPointer(await cluster.client.request("GET", `${ACCOUNTS}/stored`), "/spec")).toEqual(spec);
    const events = await cluster.client.stream(ACCOUNTS, {
      query: { watch: true, timeoutSeconds: 20 },
      signal: AbortSignal.timeout(20_000),
    });
    for await (const event of events) {
      if (readPointer(event, "/object/metadata/name") !== "stored") continue;
      expect(readPointer(event, "/object/spec")).toEqual(spec);
      return;
    }
    expect.unreachable();
  });

  it.each<[reason: string, spec: object]>([
    ["the maximum", { id: 9223372036854775807n }],
    ["the minimum", { id: -9223372036854775808n }],
    ["above the maximum", { id: 9223372036854775808n }],
    ["an allowed enum value", { known: 9007199254740993n }],
    ["next to an allowed enum value", { known: 9007199254740992n }],
    ["equal to `minimum`", { high: 9007199254740996n }],
    ["below `minimum`", { high: 9007199254740995n }],
    ["a multiple", { even: 9223372036854775806n }],
    ["not a multiple", { even: 9223372036854775807n }],
    ["in a validation rule that holds", { next: 9223372036854775806n }],
    ["in a validation rule that fails", { next: 9223372036854775805n }],
    ["the 32-bit maximum", { small: 2147483647 }],
    ["above the 32-bit maximum", { small: 2147483648 }],
    ["the 32-bit minimum", { small: -2147483648 }],
    ["below the 32-bit minimum", { small: -2147483649 }],
    ["far above the 32-bit maximum", { small: 9007199254740993n }],
    ["in a field of type `number`", { ratio: 9007199254740993n }],
    ["beyond 64 bits in a field of type `number`", { ratio: 18446744073709551615n }],
  ])("have the same validity in the portal and on the server: %s", async (_reason, spec) => {
    const { portal, server } = await tryOut("tried", spec);
    expect(portal).toBe(server);
  });
});
