/** The real Kratix controllers, and a Destination that is this very cluster, reached through the S3 server. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { applyCrds } from "#demo/local-stack/parts/crds";
import { obtainS3, type S3Server } from "#demo/local-stack/parts/s3";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";

const SYSTEM_NAMESPACE = "kratix-platform-system";
export const DESTINATION = "demo-cluster";

/**
 * Kratix's CRDs, so that Promises are accepted before its controllers run. Taken without the kustomize patches:
 * they add a conversion webhook that nothing answers here.
 */
export function applyKratixCrds(stack: Stack): Promise<void> {
  return applyCrds(stack, "kratix", "config", "crd", "bases");
}

export const startKratix: StartPart = async (stack) => {
  stack.report("Kratix", "building", "Obtaining Kratix");
  const [command, s3] = await Promise.all([stack.obtain("kratix"), obtainS3(stack), applyKratixCrds(stack)]);
  stack.report("Kratix", "starting", "Starting the controllers");
  const cluster = await openCluster(stack.kubeconfig);
  for (const object of stateStoreObjects(s3)) await applyWhenServed(cluster, object, stack.signal);
  await startControllers(stack, command);
  stack.report("Kratix", "ready", "v0.125.0, writing to the S3 server");
};

async function startControllers(stack: Stack, command: string): Promise<void> {
  const probe = `127.0.0.1:${await stack.freePort()}`;
  // Kratix deletes the folder that TMPDIR names when it writes to a Git state store: never the system's.
  const temporary = join(stack.folder, "kratix-tmp");
  await mkdir(temporary, { recursive: true });
  await stack.start({
    name: "kratix",
    command,
    args: [`--health-probe-bind-address=${probe}`],
    // WC_IMG is the image of Kratix's own pipeline steps; the pipeline runner plays them.
    env: { KUBECONFIG: stack.kubeconfig, TMPDIR: temporary, WC_IMG: "kratix-platform-pipeline-adapter" },
    ready: async () => (await fetch(`http://${probe}/readyz`).catch(() => undefined))?.ok ?? false,
  });
}

function stateStoreObjects(s3: S3Server): Manifest[] {
  const apiVersion = "platform.kratix.io/v1alpha1";
  const credentials = { name: "state-store", namespace: SYSTEM_NAMESPACE };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE } },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: credentials,
      stringData: { accessKeyID: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
    },
    {
      apiVersion,
      kind: "BucketStateStore",
      metadata: { name: "demo" },
      spec: {
        endpoint: s3.endpoint,
        insecure: true,
        bucketName: s3.bucket,
        authMethod: "accessKey",
        secretRef: credentials,
      },
    },
    {
      apiVersion,
      kind: "Destination",
      metadata: { name: DESTINATION, labels: { environment: "demo" } },
      spec: { stateStoreRef: { kind: "BucketStateStore", name: "demo" } },
    },
  ];
}
