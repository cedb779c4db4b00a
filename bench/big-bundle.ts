/** A composite resource of hundreds of parts on a real Crossplane, and what Crossplane's own command line says of it. */
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import {
  BUNDLES,
  makeBundle,
  startCrossplaneControlPlane,
  type TestCrossplane,
} from "#demo/local-stack/testing/test-crossplane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";

/** Who looks: one who may read what the bundle is made of, in its namespace, and nothing else. */
export const PERSON: Identity = { user: "ana", name: "Ana", email: "", groups: ["team-a"], via: "demo" };

/** Where the bundle is, as the API names it. */
export const ADDRESS = {
  cluster: "local",
  group: "test.vitrine.dev",
  version: "v1",
  plural: "bundles",
  namespace: "default",
  name: "big",
};

const condition = z.object({ type: z.string(), status: z.string() });
const traced = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  status: z.object({ conditions: z.array(condition).optional() }).optional(),
});

export interface TraceNode {
  object: z.infer<typeof traced>;
  children?: TraceNode[];
}

const traceSchema: z.ZodType<TraceNode> = z.object({
  object: traced,
  get children() {
    return z.array(traceSchema).optional();
  },
});

export interface BigBundle {
  /** What a portal needs to know. */
  environment: Record<string, string>;
  /** Puts one more object into the cluster, or changes it. */
  apply(object: Manifest): Promise<void>;
  /** Asks Crossplane's command line, as the person. */
  trace(): Promise<TraceNode>;
  stop(): Promise<void>;
}

const RIGHTS: Manifest[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "reader", namespace: "default" },
    rules: [
      { apiGroups: ["test.vitrine.dev"], resources: ["bundles"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] },
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "reader", namespace: "default" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: PERSON.user }],
  },
];

/** Of `count` ConfigMaps, a composite resource with parts of its own, and one that cannot be composed. */
export async function startBigBundle(count: number): Promise<BigBundle> {
  const crossplane = await startCrossplaneControlPlane();
  try {
    const admin = await openCluster(crossplane.kubeconfig);
    const parts = Array.from({ length: count }, (_, index) => makePart(`part-${index}`));
    const inner = nest(makeBundle("inner", ["deep-0", "deep-1", "deep-2"].map(makePart)));
    const broken = nest(
      makeBundle("broken", [{ apiVersion: "v1", kind: "Nonsense", metadata: { name: "none" } }]),
    );
    for (const object of [...RIGHTS, ...BUNDLES, makeBundle(ADDRESS.name, [...parts, inner, broken])])
      await applyWhenServed(admin, object, crossplane.signal);
    await untilComposed(admin, count + 2, crossplane.signal);
    const kubeconfig = await crossplane.addUser(PERSON.user, PERSON.groups);
    const clusters = [{ name: ADDRESS.cluster, kubeconfig: crossplane.kubeconfig }];
    return {
      environment: {
        VITRINE_SECRET: "a-secret-of-thirty-two-characters",
        VITRINE_CLUSTERS: JSON.stringify(clusters),
      },
      apply: (object) => applyWhenServed(admin, object, crossplane.signal),
      trace: () => trace(crossplane, kubeconfig),
      stop: crossplane.stop,
    };
  } catch (error) {
    await crossplane.stop();
    throw error;
  }
}

/** A part that is ready as soon as it is there. */
export function makePart(name: string): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { name } };
}

/** What is composed gets its namespace from the composite resource. */
function nest({ metadata, ...rest }: Manifest): Manifest {
  return { ...rest, metadata: { name: metadata.name } };
}

const bundleSchema = z.object({
  spec: z.object({ crossplane: z.object({ resourceRefs: z.array(z.unknown()) }) }),
  status: z.object({ conditions: z.array(condition) }),
});

/** Nothing moves any more: all is there, and both of the inner ones have said how they fare. */
async function untilComposed(admin: Cluster, count: number, signal: AbortSignal): Promise<void> {
  const path = "/apis/test.vitrine.dev/v1/namespaces/default/bundles";
  const read = async (name: string) =>
    bundleSchema.safeParse(
      await admin.call({ method: "GET", path: `${path}/${name}` }).catch(() => undefined),
    ).data;
  const says = (bundle: z.infer<typeof bundleSchema> | undefined, type: string, status: string) =>
    bundle?.status.conditions.some((one) => one.type === type && one.status === status);
  const unfit = z.object({ status: z.object({ conditions: z.array(condition) }) });
  for (;;) {
    const [big, inner] = await Promise.all(["big", "inner"].map(read));
    const broken = unfit.safeParse(
      await admin.call({ method: "GET", path: `${path}/broken` }).catch(() => undefined),
    ).data;
    const settled = broken?.status.conditions.some(
      ({ type, status }) => type === "Synced" && status === "False",
    );
    const complete = big?.spec.crossplane.resourceRefs.length === count;
    if (
      complete &&
      settled &&
      says(big, "Ready", "False") &&
      says(big, "Synced", "True") &&
      says(inner, "Ready", "True")
    )
      return;
    await setTimeout(200, undefined, { signal });
  }
}

async function trace(crossplane: TestCrossplane, kubeconfig: string): Promise<TraceNode> {
  const command = await crossplane.obtain("crossplane-cli");
  const { group, plural, namespace, name } = ADDRESS;
  const { code, stdout, stderr } = await crossplane.run({
    command,
    args: ["beta", "trace", `${plural}.${group}`, name, "--namespace", namespace, "--output", "json"],
    env: { KUBECONFIG: kubeconfig },
  });
  if (code !== 0) throw new Error(`crossplane beta trace: ${stderr}`);
  return traceSchema.parse(JSON.parse(stdout));
}
