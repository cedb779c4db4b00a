/** The demo: the local stack, the demo platform on it, and the portal in front. */
import { randomBytes } from "node:crypto";
import { type ControlPlane, launchControlPlane } from "#demo/local-stack/control-plane";
import { startControllerManager, startScheduler } from "#demo/local-stack/parts/controllers";
import { applyCrossplaneCrds, startCrossplane } from "#demo/local-stack/parts/crossplane";
import { applyKratixCrds, startKratix } from "#demo/local-stack/parts/kratix";
import { startKro } from "#demo/local-stack/parts/kro";
import { startKwok } from "#demo/local-stack/parts/kwok";
import { startPipelineRunner } from "#demo/local-stack/parts/pipeline-runner";
import { startProviderKubernetes } from "#demo/local-stack/parts/provider-kubernetes";
import { startReaderGrants } from "#demo/local-stack/parts/reader-grants";
import { startS3 } from "#demo/local-stack/parts/s3";
import { startSync } from "#demo/local-stack/parts/sync";
import { findFreePort } from "#demo/local-stack/ports";
import { DEMO_PROGRAM_NAMES, FULL_DEMO_PROGRAM_NAMES } from "#demo/local-stack/program-list";
import { BRANCH, makeRepository } from "#demo/local-stack/repository";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import type { ProgramName, Stack, StartPart } from "#demo/local-stack/types";
import { createPartsBoard, type PartsBoard, STATUS } from "#demo/parts-board";
import { ANA, BO, GUEST, PORTAL_USER } from "#demo/people";
import { applyPlatform } from "#demo/platform/apply";
import { createPortal, portalUrl } from "#demo/portal";
import { buildPortal } from "#demo/portal-build";
import type { DemoPart } from "#lib/api/types";
import { isPortalError } from "#lib/errors";

export interface DemoOptions {
  /** Port of the portal; a free one by default. */
  port?: number;
  /** Next's development server in place of a build. */
  dev?: boolean;
  /** With the parts of `FULL_PARTS`. */
  full?: boolean;
  /** Told how far each part is. */
  onReport?: (part: DemoPart) => void;
  /** Stops the demo, also while it starts. */
  signal?: AbortSignal;
}

export interface Demo {
  url: string;
  /** Kubeconfig of the cluster's administrator. */
  kubeconfig: string;
  /** Bearer token for the HTTP API, as Bo. */
  token: string;
  /** Path of the bare Git repository. */
  repository: string;
  parts(): DemoPart[];
  /** Resolves when every part is ready; rejects with the words of the first that failed. */
  whenReady(): Promise<void>;
  /** Stops every process and removes every folder. */
  stop(): Promise<void>;
  /** Ends the portal with SIGKILL and deletes the files it wrote. */
  killPortal(): Promise<void>;
  startPortal(): Promise<void>;
  stopApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
}

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
};

const PROCESS_PARTS = new Map([
  ...Object.entries(PART_OF),
  ["function-vitrine-demo", "Crossplane"],
  ["portal", "Portal"],
]);

/** What the portal is told about the demo; names as lib/config.ts reads them. */
function describeSettings(
  portalKubeconfig: string,
  repository: string,
  token: string,
): Record<string, string> {
  const git = { provider: "local", path: repository, name: "platform-requests", branch: BRANCH };
  return {
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig: portalKubeconfig }]),
    VITRINE_GIT: JSON.stringify(git),
    VITRINE_GUEST: JSON.stringify(GUEST),
    VITRINE_DEMO_PEOPLE: JSON.stringify([ANA, BO]),
    VITRINE_DEMO_TOKEN: JSON.stringify({ ...BO, token }),
    VITRINE_DEMO_STATUS: JSON.stringify(STATUS),
    VITRINE_SYNC_REPORT: JSON.stringify({ namespace: STATUS.namespace, name: "sync" }),
  };
}

async function startControlPlane(base: StackBase): Promise<ControlPlane> {
  base.report("Kubernetes API", "starting", "Starting etcd and kube-apiserver");
  const controlPlane = await launchControlPlane(base);
  base.report("Kubernetes API", "ready", controlPlane.apiServer);
  return controlPlane;
}

/** The offers, and who may ask for them. */
async function preparePlatform(stack: Stack): Promise<void> {
  stack.report("Demo platform", "starting", "Applying the offers");
  await Promise.all([applyKratixCrds(stack), applyCrossplaneCrds(stack)]);
  await applyPlatform(stack);
  stack.report("Demo platform", "ready", "Offers applied");
}

/** Starts a part; a failure is shown and leaves the others running. */
async function startPart(stack: Stack, name: string, start: StartPart): Promise<void> {
  try {
    await start(stack);
  } catch (error) {
    if (stack.signal.aborted) return;
    stack.report(name, "failed", explain(error));
    throw error;
  }
}

/**
 * What a request can be submitted with. The portal's right to read is a ClusterRole aggregated from others, which
 * kube-controller-manager fills.
 */
async function startFirstParts(stack: Stack, { keys }: ControlPlane): Promise<void> {
  await Promise.all([
    preparePlatform(stack),
    startPart(stack, "Reader grants", startReaderGrants),
    startPart(stack, "Controller manager", startControllerManager(keys)),
  ]);
}

/** What makes requests come true; the portal can be used before they are there. */
async function startLaterParts(stack: Stack, { keys }: ControlPlane): Promise<void> {
  await Promise.all([
    startPart(stack, "Git sync", startSync),
    startPart(stack, "S3 server", startS3),
    startPart(stack, "Kratix", startKratix),
    startPart(stack, "Crossplane", startCrossplane),
    startPart(stack, "Pipeline runner", startPipelineRunner),
    startPart(stack, "Scheduler", startScheduler(keys)),
    startPart(stack, "Nodes", startKwok),
  ]);
}

/** What the full demo adds. */
const FULL_PARTS: readonly (readonly [name: string, start: StartPart])[] = [
  ["kro", startKro],
  ["provider-kubernetes", startProviderKubernetes],
];

async function startFullParts(stack: Stack): Promise<void> {
  await Promise.all(FULL_PARTS.map(([name, start]) => startPart(stack, name, start)));
}

function explain(error: unknown): string {
  if (isPortalError(error)) return [error.detail, error.suggestion].filter(Boolean).join(" ");
  return error instanceof Error ? error.message : String(error);
}

function reportProgress(board: PartsBoard, name: ProgramName, doing: string, why?: string): void {
  if (doing === "downloading") board.report(PART_OF[name], "building", `Downloading ${name}`);
  if (doing === "queued") board.report(PART_OF[name], "waiting", `Waits to build ${name}`);
  if (doing === "building")
    board.report(
      PART_OF[name],
      "building",
      `Building ${name}, this once${why ? ` (no release: ${why})` : ""}`,
    );
}

/**
 * Starts the demo afresh; resolves as soon as a request can be submitted, when the API server, the repository and
 * the portal are there. The other parts join as they become ready.
 * Rejects, with everything stopped, when one of those three cannot start.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const board = createPartsBoard(options.onReport);
  const base = openStack({
    report: board.report,
    onProgress: (name, doing, why) => reportProgress(board, name, doing, why),
    onCrash: (process, detail) => board.report(PROCESS_PARTS.get(process) ?? process, "failed", detail),
  });
  options.signal?.addEventListener("abort", () => void base.close(), { once: true });
  try {
    return await bringUp(base, board, options);
  } catch (error) {
    await base.close();
    throw error;
  }
}

async function bringUp(base: StackBase, board: PartsBoard, options: DemoOptions): Promise<Demo> {
  base.programs.obtainAll(options.full ? FULL_DEMO_PROGRAM_NAMES : DEMO_PROGRAM_NAMES);
  // Begun first, as each takes its time; whichever fails is told where it is awaited.
  const building = Promise.all([options.port ?? findFreePort(), options.dev ? undefined : buildPortal(base)]);
  building.catch(() => {});
  const [repository, controlPlane] = await Promise.all([makeRepository(base), startControlPlane(base)]);
  const { apiServer, kubeconfig } = controlPlane;
  const stack: Stack = { ...base, apiServer, kubeconfig, repository };
  const joining = Promise.all([
    startLaterParts(stack, controlPlane),
    options.full ? startFullParts(stack) : undefined,
  ]);
  joining.catch(() => {});
  const portalKubeconfig = await controlPlane.addUser(PORTAL_USER);
  const [[port, build]] = await Promise.all([
    building,
    startFirstParts(stack, controlPlane),
    board.publish(kubeconfig, base.signal),
  ]);
  const token = randomBytes(24).toString("hex");
  const settings = describeSettings(portalKubeconfig, repository, token);
  const portal = createPortal(base, { port, build, settings });
  await portal.start();
  return {
    url: portalUrl(port),
    kubeconfig,
    token,
    repository,
    parts: board.parts,
    whenReady: async () => {
      await joining;
    },
    stop: base.close,
    killPortal: portal.kill,
    startPortal: portal.start,
    stopApiServer: controlPlane.stopApiServer,
    startApiServer: controlPlane.startApiServer,
  };
}
