/** A real etcd and kube-apiserver for tests. */
import { type ControlPlane, launchControlPlane } from "#demo/local-stack/control-plane";
import { openStack } from "#demo/local-stack/stack";

export interface TestControlPlane
  extends Pick<ControlPlane, "apiServer" | "kubeconfig" | "addUser" | "stopApiServer" | "startApiServer"> {
  /** Stops the servers and removes their folder. */
  stop(): Promise<void>;
}

/**
 * Starts etcd and kube-apiserver, and nothing else: no controllers, so nothing is garbage-collected and a deleted
 * namespace stays. Takes about 3 s once the programs are cached; nothing is left when the test run is killed.
 */
export async function startControlPlane(): Promise<TestControlPlane> {
  const stack = openStack();
  try {
    return { ...(await launchControlPlane(stack)), stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
