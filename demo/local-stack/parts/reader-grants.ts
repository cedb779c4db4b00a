/** Starts the controller that keeps the portal's right to read up with what is offered. */
import type { StartPart } from "#demo/local-stack/types";
import { openCluster } from "#demo/platform/cluster";
import { keepReaderGrants } from "#demo/platform/reader-grants";

export const startReaderGrants: StartPart = async (stack) => {
  const keeping = keepReaderGrants(await openCluster(stack.kubeconfig), stack.signal);
  stack.onClose(() => keeping);
  stack.report("Reader grants", "ready", "Lets the portal read what is offered");
};
