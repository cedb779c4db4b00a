/** A real Argo CD for tests, with a Git repository that it can read. */
import { pathToFileURL } from "node:url";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { launchArgoCd } from "#demo/local-stack/parts/argocd";
import { makeRepository } from "#demo/local-stack/repository";
import { openStack } from "#demo/local-stack/stack";
import type { TestControlPlane } from "#demo/local-stack/testing/test-control-plane";

export interface TestArgoCd extends TestControlPlane {
  /** Path of the bare repository. */
  repository: string;
  /** Its address, as an Application names it. */
  repositoryUrl: string;
}

/** Starts etcd, kube-apiserver and Argo CD; no Kubernetes controllers. Takes about 10 s once the programs are cached. */
export async function startArgoCdControlPlane(): Promise<TestArgoCd> {
  const stack = openStack();
  try {
    const [repository, controlPlane] = await Promise.all([makeRepository(stack), launchControlPlane(stack)]);
    await launchArgoCd({ ...stack, kubeconfig: controlPlane.kubeconfig }, { poll: "1s" });
    return { ...controlPlane, repository, repositoryUrl: pathToFileURL(repository).href, stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
