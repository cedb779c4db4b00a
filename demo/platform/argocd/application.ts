/** What a platform team gives Argo CD: its settings, the repository of requests, and who may ask for a refresh. */
import { readFile } from "node:fs/promises";
import { launchArgoCd } from "#demo/local-stack/parts/argocd";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";

const NAMESPACE = "argocd";
const NAME = "platform-requests";

/** A repository that Argo CD may read. */
export interface ArgoCdRepository {
  /** As `git clone` takes it. */
  url: string;
  branch: string;
  login: string;
  token: string;
}

/** Argo CD as a part of the demo: every manifest of the repository, in this cluster. */
export function startArgoCd(repository: ArgoCdRepository): StartPart {
  return async (stack) => {
    stack.report("Argo CD", "waiting", "Obtaining argocd and its cache");
    await Promise.all([stack.obtain("argocd"), stack.obtain("redis")]);
    stack.report("Argo CD", "starting", "Starting the controller");
    await launchArgoCd(stack, { settings: await readSettings() });
    await followRepository(stack, repository);
    stack.report("Argo CD", "ready", "Applies what is merged in Gitea");
  };
}

/** Data of the ConfigMap argocd-cm: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/ */
async function readSettings(): Promise<Record<string, string>> {
  const health = await readFile(new URL("health.lua", import.meta.url), "utf8");
  return {
    // Only here may a group be a pattern.
    "resource.customizations": JSON.stringify({
      "*.demo.vitrine.dev/*": { "health.lua": health },
      "demo.vitrine.dev/*": { "health.lua": health },
    }),
    // As in Argo CD's own installation: what the control plane writes every few seconds is not worth a watch.
    "resource.exclusions": JSON.stringify([
      { apiGroups: ["", "discovery.k8s.io"], kinds: ["Endpoints", "EndpointSlice"] },
      { apiGroups: ["coordination.k8s.io"], kinds: ["Lease"] },
    ]),
  };
}

async function followRepository(
  { kubeconfig, signal }: Pick<Stack, "kubeconfig" | "signal">,
  repository: ArgoCdRepository,
): Promise<void> {
  const cluster = await openCluster(kubeconfig);
  const rights = await readManifests("argocd/refresh.yaml");
  for (const manifest of [...rights, describeRepository(repository), describeApplication(repository)])
    await applyWhenServed(cluster, manifest, signal);
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories */
function describeRepository({ url, login, token }: ArgoCdRepository): Manifest {
  const labels = { "argocd.argoproj.io/secret-type": "repository" };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: NAME, namespace: NAMESPACE, labels },
    stringData: { type: "git", url, username: login, password: token },
  };
}

function describeApplication({ url, branch }: ArgoCdRepository): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: {
      project: "default",
      source: {
        repoURL: url,
        targetRevision: branch,
        path: ".",
        // Of JSON nobody knows whether it is meant for the cluster.
        directory: { recurse: true, include: "{*.yaml,*.yml}" },
      },
      destination: { server: "https://kubernetes.default.svc" },
      syncPolicy: {
        // The last request may be removed as well: then nothing is left.
        automated: { prune: true, selfHeal: true, allowEmpty: true },
        syncOptions: [
          // A kind that is not served yet keeps none of the others back.
          "SkipDryRunOnMissingResource=true",
          // Thousands of requests: only what differs is applied.
          "ApplyOutOfSyncOnly=true",
          // As kubectl deletes: parts go after what they are part of.
          "PrunePropagationPolicy=background",
        ],
        // Short: while it tries a refused commit again, it does not look at the next one.
        retry: { limit: 5, backoff: { duration: "1s", factor: 2, maxDuration: "5s" } },
      },
    },
  };
}
