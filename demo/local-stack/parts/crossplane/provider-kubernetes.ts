/** The real provider-kubernetes, which keeps objects in clusters, and a way for it into one: this very cluster. */
import { applyCrds } from "#demo/local-stack/parts/crds";
import { answersOk } from "#demo/local-stack/probe";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";
import { EDGE } from "#demo/platform/short-link/compose";

const NAME = "provider-kubernetes";

export const startProviderKubernetes: StartPart = async (stack) => {
  stack.report(NAME, "waiting", "Obtaining provider-kubernetes");
  await stack.obtain(NAME);
  stack.report(NAME, "starting", "Starting the controllers");
  await launchProviderKubernetes(stack);
  const cluster = await openCluster(stack.kubeconfig);
  const files = ["short-link/definition.yaml", "short-link/composition.yaml"];
  for (const manifest of (await Promise.all(files.map(readManifests))).flat()) {
    await applyWhenServed(cluster, manifest, stack.signal);
  }
  stack.report(NAME, "ready", "v0.17.1, with this cluster as the edge's");
};

/** Starts the provider; resolves when it will keep an Object. */
export async function launchProviderKubernetes(
  host: Pick<Stack, "kubeconfig" | "moduleFolder" | "obtain" | "start" | "freePort" | "signal">,
): Promise<void> {
  await applyCrds(host, NAME, "package", "crds");
  const cluster = await openCluster(host.kubeconfig);
  for (const object of edgeObjects(host.kubeconfig)) await applyWhenServed(cluster, object, host.signal);
  const probe = `127.0.0.1:${await host.freePort()}`;
  await host.start({
    name: NAME,
    command: await host.obtain(NAME),
    args: [`--kubeconfig=${host.kubeconfig}`, `--health-probe-bind-address=${probe}`, "--poll=10s"],
    ready: () => answersOk(`http://${probe}/readyz`),
  });
}

function edgeObjects(kubeconfig: string): Manifest[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: EDGE } },
    {
      apiVersion: "kubernetes.crossplane.io/v1alpha1",
      kind: "ProviderConfig",
      metadata: { name: EDGE },
      spec: { credentials: { source: "Filesystem", fs: { path: kubeconfig } } },
    },
  ];
}
