/** A real Crossplane for tests and benchmarks, with a kind whose objects are made of whatever a test names. */
import { fileURLToPath } from "node:url";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { launchCrossplane } from "#demo/local-stack/parts/crossplane/crossplane";
import type { CompositionFunction } from "#demo/local-stack/parts/crossplane/crossplane-function";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import type { TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import type { Manifest } from "#demo/platform/cluster";

/**
 * For what waits on Crossplane. Whatever it comes to too early, as to a claim whose XRD it is about to offer, it tries
 * again after one second, then two, up to a minute: on a busy machine that is seen.
 */
export const CROSSPLANE_WAIT = { timeout: 90_000, interval: 50 };

const TEST_FUNCTION: CompositionFunction = {
  name: "test-parts",
  module: fileURLToPath(new URL("test-function.ts", import.meta.url)),
};

const GROUP = "test.vitrine.dev";
const API_VERSION = `${GROUP}/v1`;
const KIND = "Bundle";

export interface TestCrossplane extends TestControlPlane, Pick<StackBase, "obtain" | "run" | "signal"> {}

/**
 * Starts etcd, kube-apiserver, Crossplane with its RBAC manager, and a function; no Kubernetes controllers, so nothing
 * is garbage-collected and no role is aggregated. Takes about 8 s once the programs are cached. `obtain` gives other
 * programs, such as Crossplane's command line (`crossplane-cli`), and `run` runs them.
 */
export async function startCrossplaneControlPlane(): Promise<TestCrossplane> {
  const stack = openStack();
  try {
    const controlPlane = await launchControlPlane(stack);
    await launchCrossplane({ ...stack, kubeconfig: controlPlane.kubeconfig }, [TEST_FUNCTION]);
    return { ...controlPlane, obtain: stack.obtain, run: stack.run, signal: stack.signal, stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** Defines Bundles, namespaced XRs of Crossplane v2: apply these two, then any `makeBundle`. */
export const BUNDLES: Manifest[] = [
  {
    apiVersion: "apiextensions.crossplane.io/v2",
    kind: "CompositeResourceDefinition",
    metadata: { name: `bundles.${GROUP}` },
    spec: {
      group: GROUP,
      names: { kind: KIND, plural: "bundles" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, referenceable: true, schema: { openAPIV3Schema: describeBundle() } },
      ],
    },
  },
  {
    apiVersion: "apiextensions.crossplane.io/v1",
    kind: "Composition",
    metadata: { name: "bundles" },
    spec: {
      compositeTypeRef: { apiVersion: API_VERSION, kind: KIND },
      mode: "Pipeline",
      pipeline: [{ step: "parts", functionRef: { name: TEST_FUNCTION.name } }],
    },
  },
];

function describeBundle(): unknown {
  const part = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const spec = { type: "object", properties: { parts: { type: "array", items: part } } };
  return { type: "object", properties: { spec } };
}

/** An XR in the namespace `default` made of these parts; one of them can be a Bundle itself. */
export function makeBundle(name: string, parts: Manifest[]): Manifest {
  return { apiVersion: API_VERSION, kind: KIND, metadata: { name, namespace: "default" }, spec: { parts } };
}
