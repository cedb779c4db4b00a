/** A composition function as a process, and what tells Crossplane where it is. */
import { acceptsConnections } from "#demo/local-stack/probe";
import type { Stack } from "#demo/local-stack/types";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";
import { mergeObject } from "#demo/platform/objects";

export interface CompositionFunction {
  /** What a Composition calls it: `functionRef.name`. */
  name: string;
  /** Path of the module that serves it with the function SDK; it takes the SDK's arguments. */
  module: string;
}

type Host = Pick<Stack, "kubeconfig" | "signal" | "start" | "freePort">;

/**
 * Stands in for an installed package: a revision names the address of its function. Paused, as the package manager
 * would otherwise look for an image.
 */
function describeRevision(name: string): Manifest {
  return {
    apiVersion: "pkg.crossplane.io/v1",
    kind: "FunctionRevision",
    metadata: {
      name: `${name}-1`,
      labels: { "pkg.crossplane.io/package": name },
      annotations: { "crossplane.io/paused": "true" },
    },
    spec: { desiredState: "Active", image: `${name}:local`, revision: 1 },
  };
}

/** Starts a function and makes it known. Crossplane itself need not run, its CRDs have to be there. */
export async function startFunction(
  host: Host,
  { name, module }: CompositionFunction,
  serverCertificates: string,
): Promise<void> {
  const port = await host.freePort();
  const address = `127.0.0.1:${port}`;
  await host.start({
    name: `function-${name}`,
    command: process.execPath,
    args: [module, "--address", address, "--tls-server-certs-dir", serverCertificates],
    ready: () => acceptsConnections(port),
  });
  const cluster = await openCluster(host.kubeconfig);
  const revision = describeRevision(name);
  await applyWhenServed(cluster, revision, host.signal);
  const path = await cluster.path({ ...revision, name: revision.metadata.name });
  const status = { endpoint: address, capabilities: ["composition"] };
  await mergeObject(cluster, `${path}/status`, { status });
}
