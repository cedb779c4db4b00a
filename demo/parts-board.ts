/** How far each part of the demo is: for the terminal, and as a ConfigMap for the page. */
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { applyObject, pause } from "#demo/platform/objects";
import type { DemoPart } from "#lib/api/types";

export const STATUS = { namespace: "vitrine-demo", name: "parts" };

const RETRY_MILLISECONDS = 1000;

export interface PartsBoard {
  report(name: string, state: DemoPart["state"], detail: string): void;
  parts(): DemoPart[];
  /** From now on the ConfigMap follows, also after the API server was away. */
  publish(kubeconfig: string, signal: AbortSignal): Promise<void>;
}

/** Keys of a ConfigMap have letters, digits, `-`, `_` and `.` only; the name as it is shown is in the value. */
function makeConfigMap(parts: readonly DemoPart[]): Manifest {
  const entries = parts.map((part) => [part.name.replaceAll(/[^\w.-]+/g, "-"), JSON.stringify(part)]);
  return { apiVersion: "v1", kind: "ConfigMap", metadata: STATUS, data: Object.fromEntries(entries) };
}

/** Collects what parts report; `onReport` is told each change. */
export function createPartsBoard(onReport: (part: DemoPart) => void = () => {}): PartsBoard {
  const parts = new Map<string, DemoPart>();
  let publishing: { cluster: Cluster; signal: AbortSignal } | undefined;
  let isCurrent = true;
  let isRunning = false;

  /** Writes until what is written is what was last reported; one write at a time. */
  async function follow(): Promise<void> {
    if (isRunning || !publishing) return;
    isRunning = true;
    const { cluster, signal } = publishing;
    while (!isCurrent && !signal.aborted) {
      isCurrent = true;
      await applyObject(cluster, makeConfigMap([...parts.values()]), "vitrine-demo").catch(() => {
        isCurrent = false;
        return pause(RETRY_MILLISECONDS, signal);
      });
    }
    isRunning = false;
  }

  return {
    parts: () => [...parts.values()],
    report: (name, state, detail) => {
      const part: DemoPart = { name, state, detail };
      parts.set(name, part);
      onReport(part);
      isCurrent = false;
      void follow();
    },
    publish: async (kubeconfig, signal) => {
      const cluster = await openCluster(kubeconfig);
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: STATUS.namespace } };
      await applyObject(cluster, namespace, "vitrine-demo");
      publishing = { cluster, signal };
      isCurrent = false;
      await follow();
    },
  };
}
