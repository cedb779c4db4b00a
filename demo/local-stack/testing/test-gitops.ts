/** A cluster for tests that serves the kinds of Argo CD and Flux, without either: tests write what those would. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { applyCrdFolder } from "#demo/local-stack/parts/crds";
import { downloadModule } from "#demo/local-stack/programs/go-build";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import type { TestControlPlane } from "#demo/local-stack/testing/test-control-plane";

/** Folder under demo/programs that pins the module, and where the CRDs are in it. */
const CRDS = [
  { pin: "argocd", module: "github.com/argoproj/argo-cd/v3", folder: "manifests/crds" },
  { pin: "flux", module: "github.com/fluxcd/source-controller", folder: "config/crd/bases" },
  { pin: "flux", module: "github.com/fluxcd/kustomize-controller", folder: "config/crd/bases" },
];

/** Starts etcd and kube-apiserver with the CRDs that Argo CD and Flux come with. */
export async function startGitOpsControlPlane(): Promise<TestControlPlane> {
  const stack = openStack();
  try {
    const controlPlane = await launchControlPlane(stack);
    await Promise.all(CRDS.map((crds) => applyModuleCrds(stack, controlPlane.kubeconfig, crds)));
    return { ...controlPlane, stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function applyModuleCrds(
  { run }: StackBase,
  kubeconfig: string,
  { pin, module, folder }: (typeof CRDS)[number],
): Promise<void> {
  const pinned = fileURLToPath(new URL(`../../programs/${pin}`, import.meta.url));
  await applyCrdFolder(kubeconfig, join(await downloadModule(module, module, pinned, run), folder));
}
