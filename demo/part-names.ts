/** Which part of the demo a program or process belongs to, as people see parts. */
import type { ProgramName } from "#demo/local-stack/types";
import type { PartsBoard } from "#demo/parts-board";

const PART_OF: Record<ProgramName, string> = {
  etcd: "Kubernetes API",
  "kube-apiserver": "Kubernetes API",
  kratix: "Kratix",
  "work-creator": "Pipeline runner",
  versitygw: "S3 server",
  kwok: "Nodes",
  crossplane: "Crossplane",
  "crossplane-rbac": "Crossplane",
  "crossplane-cli": "Crossplane",
  argocd: "Argo CD",
  redis: "Argo CD",
  kro: "kro",
  "provider-kubernetes": "provider-kubernetes",
  gitea: "Gitea",
  "kube-controller-manager": "Controller manager",
  "kube-scheduler": "Scheduler",
  "yaml-reader": "Git sync",
  helm: "Helm",
};

const PARTS_OF_PROCESSES = new Map([
  ...Object.entries(PART_OF),
  ["function-vitrine-demo", "Crossplane"],
  ["argocd-repo-server", "Argo CD"],
  ["argocd-application-controller", "Argo CD"],
  ["portal", "Portal"],
]);

/** The part that a process belongs to; the process's own name where it is a part by itself. */
export function findPart(process: string): string {
  return PARTS_OF_PROCESSES.get(process) ?? process;
}

/** Says on the board how a program is obtained. */
export function reportProgress(board: PartsBoard, name: ProgramName, doing: string, why?: string): void {
  if (doing === "downloading") board.report(PART_OF[name], "building", `Downloading ${name}`);
  if (doing === "queued") board.report(PART_OF[name], "waiting", `Waits to build ${name}`);
  if (doing === "building")
    board.report(
      PART_OF[name],
      "building",
      `Building ${name}, this once${why ? ` (no release: ${why})` : ""}`,
    );
}
