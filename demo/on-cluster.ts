/** `npm run demo -- --cluster`: the portal alone, on a cluster and a repository that are there already. */
import { openStack } from "#demo/local-stack/stack";
import { createPortal } from "#demo/portal";
import { buildPortal } from "#demo/portal-build";
import type { DemoPart } from "#lib/api/types";
import { thisMachine } from "#lib/command/machine";
import { type PortalRun, prepareRun } from "#lib/command/portal-run";

export interface OnClusterOptions {
  port: number;
  dev: boolean;
  onReport: (part: DemoPart) => void;
  signal: AbortSignal;
}

export interface PortalOnCluster extends PortalRun {
  stop(): Promise<void>;
}

/**
 * Starts the portal as the command `vitrine` does, from this checkout, with the repository in `VITRINE_GIT`. Throws when
 * it could never work: no kubeconfig, no such context. A cluster or repository that is away is a problem that may pass.
 */
export async function startOnCluster({
  port,
  dev,
  onReport,
  signal,
}: OnClusterOptions): Promise<PortalOnCluster> {
  const stack = openStack({ report: (name, state, detail) => onReport({ name, state, detail }) });
  signal.addEventListener("abort", () => void stack.close(), { once: true });
  try {
    const machine = thisMachine(process.cwd(), process.env);
    const run = await prepareRun({ open: false, json: false, help: false }, port, machine);
    const build = dev ? undefined : await buildPortal(stack);
    await createPortal(stack, { port, build, settings: run.variables }).start();
    return { ...run, stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
