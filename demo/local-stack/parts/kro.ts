/** The real kro, which makes an API of each ResourceGraphDefinition, and what is asked for by its instances. */
import { applyCrds } from "#demo/local-stack/parts/crds";
import { answersOk } from "#demo/local-stack/probe";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { openCluster } from "#demo/platform/cluster";

export const startKro: StartPart = async (stack) => {
  stack.report("kro", "waiting", "Obtaining kro");
  await stack.obtain("kro");
  stack.report("kro", "starting", "Starting the controller");
  await launchKro(stack);
  const cluster = await openCluster(stack.kubeconfig);
  for (const manifest of await readManifests("kro/definition.yaml")) {
    await applyWhenServed(cluster, manifest, stack.signal);
  }
  stack.report("kro", "ready", "v0.9.4");
};

/** Starts kro; resolves when it will make something of an RGD. */
export async function launchKro(
  host: Pick<Stack, "kubeconfig" | "moduleFolder" | "obtain" | "start" | "freePort">,
): Promise<void> {
  await applyCrds(host, "kro", "helm", "crds");
  const probe = `127.0.0.1:${await host.freePort()}`;
  await host.start({
    name: "kro",
    command: await host.obtain("kro"),
    args: [
      `--health-probe-bind-address=${probe}`,
      // Nobody asks for its metrics.
      "--metrics-bind-address=0",
      // What an RGD defined goes with it.
      "--allow-crd-deletion",
    ],
    env: { KUBECONFIG: host.kubeconfig },
    ready: () => answersOk(`http://${probe}/readyz`),
  });
}
