import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import { isOfRepository } from "#lib/gitops/covering-report";
import type { SyncReport } from "#lib/gitops/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import { fail, leaveOpen, pass } from "#lib/server/diagnostics/check";
import type { Portal } from "#lib/server/portal";

const DOCS = "gitops.md";

const AGENTS = [
  { agent: "Argo CD", group: "argoproj.io", kind: "Application" },
  { agent: "Flux", group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" },
];

/** Whether an agent applies each repository, and how its last sync went. */
export function checkGitops({
  clusters,
  repositories,
  sync,
  config,
}: Pick<Portal, "clusters" | "repositories" | "sync" | "config">): DiagnosticCheck[] {
  const reports = sync.list();
  const found = [...listAgents([...clusters.values()]), ...(config.syncReport ? ["a sync report"] : [])];
  return [
    checkAgents(found),
    ...repositories.map(({ git }) => {
      const { name, url, branch } = git.repository;
      return checkCoverage(
        name,
        reports.filter((report) => isOfRepository(report, { url, branch })),
        found,
      );
    }),
  ];
}

function listAgents(clusters: readonly Cluster[]): string[] {
  return clusters.flatMap(({ name, discovery }) =>
    AGENTS.filter((type) => discovery.findByKind(type) !== undefined).map(
      ({ agent }) => `${agent} in ${name}`,
    ),
  );
}

function checkAgents(found: readonly string[]): DiagnosticCheck {
  const name = { id: "agents", title: "GitOps agents" };
  if (found.length > 0) return pass(name, `Found: ${found.join(", ")}.`);
  return fail(name, "warning", "No cluster has Argo CD or Flux, and no sync report is configured.", {
    text: "Install an agent, or name the ConfigMap in which your agent reports.",
    code: "syncReport:\n  namespace: vitrine\n  name: sync",
    docs: DOCS,
  });
}

function checkCoverage(
  repository: string,
  reports: readonly SyncReport[],
  agents: readonly string[],
): DiagnosticCheck {
  const name = { id: `repository:${repository}`, title: `Agent of the repository ${repository}` };
  const failed = reports.filter(({ phase, blocked }) => phase === "failed" || blocked !== undefined);
  if (reports.length === 0) {
    const found = "No agent reports that it applies this repository, so requests stay at the step Merged.";
    if (agents.length === 0) return leaveOpen(name, found);
    return fail(name, "warning", found, {
      text: "Let an Application or a Kustomization sync the target branch of the repository.",
      docs: DOCS,
    });
  }
  const names = reports.map(nameReport).join(", ");
  if (failed.length === 0) return pass(name, `Applied by ${names}.`);
  return fail(name, "warning", `The last sync failed: ${failed.map(nameReport).join(", ")}.`, {
    text: "Read the state of the agent's object. Requests that it affects show the cause.",
    ...describeCommand(failed),
    docs: DOCS,
  });
}

function nameReport({ agent, source, cluster }: SyncReport): string {
  const object = source ? ` (${source.kind} ${source.namespace}/${source.name})` : "";
  return `${agent}${object} to ${cluster}`;
}

function describeCommand(reports: readonly SyncReport[]): { code?: string } {
  const lines = reports.flatMap(({ source }) =>
    source ? [`kubectl -n ${source.namespace} describe ${source.plural}.${source.group} ${source.name}`] : [],
  );
  return lines.length > 0 ? { code: lines.join("\n") } : {};
}
