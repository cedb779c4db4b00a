/** The demo: the local stack, the demo platform on it, and the portal in front. */
import { randomBytes } from "node:crypto";
import { makeGiteaHost } from "#demo/full-stack";
import { type ControlPlane, launchControlPlane } from "#demo/local-stack/control-plane";
import { startControllerManager, startScheduler } from "#demo/local-stack/parts/controllers";
import { applyCrossplaneCrds, startCrossplane } from "#demo/local-stack/parts/crossplane/crossplane";
import type { Gitea } from "#demo/local-stack/parts/gitea";
import { applyKratixCrds, DESTINATION, startKratix } from "#demo/local-stack/parts/kratix";
import { startKwok } from "#demo/local-stack/parts/kwok";
import { startPipelineRunner } from "#demo/local-stack/parts/pipelines/pipeline-runner";
import { startReaderGrants } from "#demo/local-stack/parts/reader-grants";
import { startS3 } from "#demo/local-stack/parts/s3";
import { startStateStoreSync } from "#demo/local-stack/parts/sync/sync";
import { DEMO_PROGRAM_NAMES, FULL_DEMO_PROGRAM_NAMES } from "#demo/local-stack/programs/program-list";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { findPart, reportProgress } from "#demo/part-names";
import { createPartsBoard, type PartsBoard, STATUS } from "#demo/parts-board";
import { PORTAL_ACCOUNT } from "#demo/people";
import { applyPlatform } from "#demo/platform/apply";
import type { GiteaAccount, GiteaSeed } from "#demo/platform/gitea";
import { writeAccountKubeconfig } from "#demo/platform/service-account";
import { createPortal, type Portal, portalUrl } from "#demo/portal";
import { buildPortal } from "#demo/portal-build";
import {
  makeEmbeddedHost,
  makeGitHubHost,
  makeGitLabHost,
  type NamedPart,
  type RequestHost,
  type StandIn,
} from "#demo/request-host";
import type { DemoPart } from "#lib/api/types";
import { findFreePort } from "#lib/command/ports";
import { isPortalError } from "#lib/errors";

export interface DemoOptions {
  /** Port of the portal; a free one by default. */
  port?: number;
  /** Next's development server in place of a build. */
  dev?: boolean;
  /** With Gitea and Argo CD in place of the embedded repository, and with kro and provider-kubernetes. */
  full?: boolean;
  /** With a stand-in for GitHub in place of the embedded repository. */
  github?: boolean;
  /** With a stand-in for GitLab in place of the embedded repository. */
  gitlab?: boolean;
  /** Settings of the portal in place of the demo's own; names as lib/config/settings.ts reads them. */
  settings?: Record<string, string>;
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
  /** What `git clone` takes: the path of the bare repository, or its address at the Git host. */
  repository: string;
  /** The file that the portal writes its log to, JSON lines; undefined while it does not run. */
  portalLog(): string | undefined;
  /** In the full demo: where requests are pull requests. */
  gitea: Gitea | undefined;
  /** In the full demo: who signs in at Gitea. */
  people: GiteaSeed["people"] | undefined;
  /** In the full demo: who changes the repository by hand. */
  maintainer: GiteaAccount | undefined;
  /** With `github` or `gitlab`: where requests are pull requests. */
  standIn: StandIn | undefined;
  parts(): DemoPart[];
  /** Resolves when every part is ready; rejects with the words of the first that failed. */
  whenReady(): Promise<void>;
  /** Stops every process and removes every folder. */
  stop(): Promise<void>;
  /** Ends the portal with SIGKILL and deletes the files it wrote. */
  killPortal(): Promise<void>;
  /** Starts the portal again; `changed` settings hold for this start alone. */
  startPortal(changed?: Record<string, string>): Promise<void>;
  /**
   * Another portal like the demo's own, on a port of its own: the same cluster, repository and secret. It runs once it is
   * started.
   * @param settings in place of the demo's
   */
  createReplica(port: number, settings: Record<string, string>): Portal;
  stopApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
  /** Keeps the API server from answering, with its connections open, until it is thawed. */
  freezeApiServer(): void;
  thawApiServer(): void;
}

/** What the portal is told about the demo; names as lib/config/settings.ts reads them. */
function describeSettings(portalKubeconfig: string): Record<string, string> {
  return {
    VITRINE_CLUSTERS: JSON.stringify([
      { name: "local", kubeconfig: portalKubeconfig, destinations: [DESTINATION] },
    ]),
    VITRINE_DEMO_STATUS: JSON.stringify(STATUS),
    VITRINE_DRY_RUN: "portal",
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
    startPart(stack, "State store sync", startStateStoreSync),
    startPart(stack, "S3 server", startS3),
    startPart(stack, "Kratix", startKratix),
    startPart(stack, "Crossplane", startCrossplane),
    startPart(stack, "Pipeline runner", startPipelineRunner),
    startPart(stack, "Scheduler", startScheduler(keys)),
    startPart(stack, "Nodes", startKwok),
  ]);
}

async function startParts(stack: Stack, parts: readonly NamedPart[]): Promise<void> {
  await Promise.all(parts.map(([name, start]) => startPart(stack, name, start)));
}

function explain(error: unknown): string {
  if (isPortalError(error)) return [error.detail, error.suggestion].filter(Boolean).join(" ");
  return error instanceof Error ? error.message : String(error);
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
    onCrash: (process, detail) => board.report(findPart(process), "failed", detail),
  });
  options.signal?.addEventListener("abort", () => void base.close(), { once: true });
  try {
    return await bringUp(base, board, options);
  } catch (error) {
    await base.close();
    throw error;
  }
}

/** Work that is awaited later, wherever its failure is told. */
function inBackground<T>(work: T | Promise<T>): Promise<T> {
  const going = Promise.resolve(work);
  going.catch(() => {});
  return going;
}

function makeHost(base: StackBase, url: string, { full, github, gitlab }: DemoOptions): Promise<RequestHost> {
  if (full) return makeGiteaHost(base, url);
  if (gitlab) return makeGitLabHost(base, url);
  return github ? makeGitHubHost(base, url) : makeEmbeddedHost(base);
}

async function bringUp(base: StackBase, board: PartsBoard, options: DemoOptions): Promise<Demo> {
  base.programs.obtainAll(options.full ? FULL_DEMO_PROGRAM_NAMES : DEMO_PROGRAM_NAMES);
  // Begun first, as each takes its time; whichever fails is told where it is awaited.
  const port = options.port ?? (await findFreePort());
  const building = inBackground(options.dev ? undefined : buildPortal(base));
  const hosting = inBackground(makeHost(base, portalUrl(port), options));
  // A repository on this disk is there at once, or never: without Git nothing else is worth starting.
  const [controlPlane] = await Promise.all([startControlPlane(base), options.full ? undefined : hosting]);
  const { apiServer, kubeconfig } = controlPlane;
  const stack: Stack = { ...base, apiServer, kubeconfig };
  const joining = inBackground(
    Promise.all([
      startLaterParts(stack, controlPlane),
      hosting.then(({ parts }) => startParts(stack, parts)),
    ]),
  );
  const [build, host] = await Promise.all([
    building,
    hosting,
    startFirstParts(stack, controlPlane),
    board.publish(kubeconfig, base.signal),
  ]);
  const { repository, token, gitea, people, maintainer, standIn } = host;
  const portalKubeconfig = await writeAccountKubeconfig(stack, PORTAL_ACCOUNT);
  const settings = {
    VITRINE_SECRET: randomBytes(32).toString("hex"),
    ...describeSettings(portalKubeconfig),
    ...host.settings,
    ...options.settings,
  };
  const portal = createPortal(base, { port, build, settings });
  await portal.start();
  return {
    url: portalUrl(port),
    kubeconfig,
    token,
    repository,
    portalLog: portal.logFile,
    gitea,
    people,
    maintainer,
    standIn,
    parts: board.parts,
    whenReady: async () => {
      await joining;
    },
    stop: base.close,
    killPortal: portal.kill,
    startPortal: portal.start,
    createReplica: (port, changed) =>
      createPortal(base, { name: `portal-${port}`, port, build, settings: { ...settings, ...changed } }),
    stopApiServer: controlPlane.stopApiServer,
    startApiServer: controlPlane.startApiServer,
    freezeApiServer: controlPlane.freezeApiServer,
    thawApiServer: controlPlane.thawApiServer,
  };
}
