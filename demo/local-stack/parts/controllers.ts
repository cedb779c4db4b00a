/** kube-controller-manager and kube-scheduler: what makes objects from objects and gives Pods a node. */
import type { Keys } from "#demo/local-stack/control-plane";
import { answersOk } from "#demo/local-stack/probe";
import type { ProgramName, Stack, StartPart } from "#demo/local-stack/types";

// No cloud and no real nodes: these would only write errors into the log.
const CONTROLLERS =
  "--controllers=*,-nodeipam,-cloud-node-lifecycle,-service-lb-controller,-node-route-controller";

async function startController(
  stack: Stack,
  keys: Keys,
  program: ProgramName,
  extra: string[],
): Promise<void> {
  const command = await stack.obtain(program);
  const port = await stack.freePort();
  await stack.start({
    name: program,
    command,
    args: [
      `--kubeconfig=${stack.kubeconfig}`,
      // There is one of each, so it need not wait for a lease.
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--tls-cert-file=${keys.serverCertificate}`,
      `--tls-private-key-file=${keys.serverKey}`,
      ...extra,
    ],
    ready: () => answersOk(`https://127.0.0.1:${port}/healthz`, keys.ca.certificatePem),
  });
}

/** Garbage collection, namespaces, Deployments, Jobs and the other built-in controllers. */
export function startControllerManager(keys: Keys): StartPart {
  return async (stack) => {
    stack.report("Controller manager", "waiting", "Obtaining kube-controller-manager");
    await startController(stack, keys, "kube-controller-manager", [
      `--service-account-private-key-file=${keys.serviceAccountKey}`,
      `--root-ca-file=${keys.caCertificate}`,
      CONTROLLERS,
    ]);
    stack.report("Controller manager", "ready", "Deployments, Jobs, garbage collection");
  };
}

export function startScheduler(keys: Keys): StartPart {
  return async (stack) => {
    stack.report("Scheduler", "waiting", "Obtaining kube-scheduler");
    await startController(stack, keys, "kube-scheduler", []);
    stack.report("Scheduler", "ready", "Gives Pods a node");
  };
}
