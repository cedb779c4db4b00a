import { KubeConfig } from "@kubernetes/client-node";
import { PortalError } from "#lib/errors";

export interface KubeconfigSource {
  /** Path of a kubeconfig; absent: `KUBECONFIG`, `~/.kube/config`, or the service account of the Pod. */
  kubeconfig?: string;
  /** Context in the kubeconfig; absent: the current one. */
  context?: string;
}

/** Loads the credentials of one cluster. Throws `misconfigured` with the file and its problem. */
export function loadKubeconfig(source: KubeconfigSource): KubeConfig {
  const config = new KubeConfig();
  const file = source.kubeconfig ?? "the default kubeconfig";
  try {
    if (source.kubeconfig) config.loadFromFile(source.kubeconfig);
    else config.loadFromDefault();
  } catch (cause) {
    throw misconfigured(
      `${file} cannot be read: ${cause instanceof Error ? cause.message : "unknown error"}.`,
      cause,
    );
  }
  if (source.context !== undefined) config.setCurrentContext(source.context);
  checkContext(config, file);
  return config;
}

function checkContext(config: KubeConfig, file: string): void {
  const context = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  // client-node's default when it finds nothing; nobody writes this context by hand.
  if (context === "loaded-context" && cluster?.server === "http://localhost:8080") {
    throw misconfigured("No kubeconfig was found, and the portal does not run in a Pod.");
  }
  if (cluster) return;
  const known = config.getContexts().map((known) => known.name);
  throw misconfigured(
    `${file} has no context "${context ?? ""}" with a cluster. It has: ${known.join(", ") || "none"}.`,
  );
}

function misconfigured(detail: string, cause?: unknown): PortalError {
  return new PortalError("misconfigured", {
    detail,
    suggestion: "Name a kubeconfig and a context in it that `kubectl get namespaces` works with.",
    cause,
  });
}
