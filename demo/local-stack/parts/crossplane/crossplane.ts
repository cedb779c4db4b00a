/** The real Crossplane: its core, its RBAC manager, and composition functions, which run beside it as processes. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyCrds } from "#demo/local-stack/parts/crds";
import { makeCertificates } from "#demo/local-stack/parts/crossplane/crossplane-certificates";
import {
  type CompositionFunction,
  startFunction,
} from "#demo/local-stack/parts/crossplane/crossplane-function";
import { answersOk } from "#demo/local-stack/probe";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { PortalError } from "#lib/errors";

const SYSTEM_NAMESPACE = "crossplane-system";
const CRDS = ["cluster", "crds"];

const DEMO_FUNCTION: CompositionFunction = {
  name: "vitrine-demo",
  module: fileURLToPath(new URL("../../../platform/composition/main.ts", import.meta.url)),
};

export type CrossplaneHost = Pick<
  Stack,
  "folder" | "kubeconfig" | "signal" | "moduleFolder" | "obtain" | "start" | "run" | "freePort"
>;

/** Crossplane's CRDs, so that XRDs and Compositions are accepted before Crossplane itself runs. */
export function applyCrossplaneCrds(stack: Pick<Stack, "kubeconfig" | "moduleFolder">): Promise<void> {
  return applyCrds(stack, "crossplane", ...CRDS);
}

export const startCrossplane: StartPart = async (stack) => {
  stack.report("Crossplane", "waiting", "Obtaining Crossplane");
  await Promise.all([stack.obtain("crossplane"), stack.obtain("crossplane-rbac")]);
  stack.report("Crossplane", "starting", "Starting the controllers");
  await launchCrossplane(stack, [DEMO_FUNCTION]);
  stack.report("Crossplane", "ready", "v2.2.1, composing through a function");
};

/** Starts Crossplane and the functions; resolves when an XR will be composed. */
export async function launchCrossplane(
  host: CrossplaneHost,
  functions: CompositionFunction[],
): Promise<void> {
  const folder = join(host.folder, "crossplane");
  const [certificates] = await Promise.all([makeCertificates(folder), applyCrossplaneCrds(host)]);
  await Promise.all([
    startControllers(host, certificates.client, folder),
    ...functions.map((one) => startFunction(host, one, certificates.server)),
  ]);
}

async function startControllers(
  host: CrossplaneHost,
  clientCertificates: string,
  folder: string,
): Promise<void> {
  await prepareCluster(host);
  await Promise.all([startCore(host, clientCertificates, folder), startRbacManager(host)]);
}

/** What Crossplane's own initialisation leaves in a cluster. */
async function prepareCluster(host: CrossplaneHost): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE } };
  await applyObject(await openCluster(host.kubeconfig), namespace, "vitrine-demo");
  const { code, stdout, stderr } = await host.run({
    command: await host.obtain("crossplane"),
    args: ["core", "init", "--webhook-enabled=false"],
    env: {
      KUBECONFIG: host.kubeconfig,
      POD_NAMESPACE: SYSTEM_NAMESPACE,
      CRDS_PATH: join(await host.moduleFolder("crossplane"), ...CRDS),
      // It insists on making certificates; those of this start are files.
      TLS_CA_SECRET_NAME: "crossplane-root-ca",
      TLS_CLIENT_SECRET_NAME: "crossplane-tls-client",
    },
  });
  if (code !== 0)
    throw new PortalError("misconfigured", {
      detail: `Crossplane could not prepare the cluster: ${(stderr || stdout).trim().split("\n").at(-1)}`,
    });
}

async function startCore(host: CrossplaneHost, clientCertificates: string, folder: string): Promise<void> {
  const probe = await host.freePort();
  const cache = join(folder, "packages");
  await mkdir(cache, { recursive: true });
  await host.start({
    name: "crossplane",
    command: await host.obtain("crossplane"),
    args: [
      "core",
      "start",
      // Functions are processes of ours: nothing is to be deployed for a package.
      "--package-runtime=External",
      "--enable-webhooks=false",
      `--xpkg-cache-dir=${cache}`,
      // Any free one: nobody asks for its metrics.
      "--metrics-port=0",
      `--health-probe-port=${probe}`,
    ],
    env: {
      KUBECONFIG: host.kubeconfig,
      POD_NAMESPACE: SYSTEM_NAMESPACE,
      TLS_CLIENT_CERTS_DIR: clientCertificates,
    },
    ready: () => answersOk(`http://127.0.0.1:${probe}/readyz`),
  });
}

/** Grants the reading of what XRDs define, by ClusterRoles that `vitrine:view` is aggregated from. */
async function startRbacManager(host: CrossplaneHost): Promise<void> {
  await host.start({
    name: "crossplane-rbac",
    command: await host.obtain("crossplane-rbac"),
    args: [`--kubeconfig=${host.kubeconfig}`],
    // It answers nobody; what it grants shows that it runs.
    ready: async () => true,
  });
}
