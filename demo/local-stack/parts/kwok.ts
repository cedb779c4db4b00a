/** kwok plays the kubelet: its node is Ready and its Pods run, without running anything. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { answersOk } from "#demo/local-stack/probe";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { type Manifest, openCluster } from "#demo/platform/cluster";
import { applyObject, mergeBuiltIn } from "#demo/platform/objects";

const STAGE_FOLDERS = ["node/fast", "node/heartbeat-with-lease", "pod/fast"];
const OWN_STAGES = fileURLToPath(new URL("../../platform/kwok", import.meta.url));
const stage = z.object({ kind: z.literal("Stage"), metadata: z.object({ name: z.string() }) });

const NODE: Manifest = {
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: "demo-node",
    annotations: { "kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0" },
    labels: {
      "kubernetes.io/hostname": "demo-node",
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      type: "kwok",
    },
  },
};

/** kwok gives a node none of its own, and the Pods of today's Kratix ask for ephemeral storage. */
const ROOM = { cpu: "1k", memory: "1Ti", pods: "1M", "ephemeral-storage": "1Ti" };

/** Paths of the stages in a folder, by the name of each stage. A kustomization is no stage. */
function readStages(folder: string): [name: string, file: string][] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return files.flatMap((name): [string, string][] => {
    const file = join(folder, name);
    const documents = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());
    return documents.flatMap((document): [string, string][] => {
      const parsed = stage.safeParse(document);
      return parsed.success ? [[parsed.data.metadata.name, file]] : [];
    });
  });
}

/** kwok's fast stages; one of the demo's own with the same name takes the place of kwok's. */
async function chooseStages(stack: Stack): Promise<string[]> {
  const module = join(await stack.moduleFolder("kwok"), "kustomize", "stage");
  const folders = [...STAGE_FOLDERS.map((folder) => join(module, folder)), OWN_STAGES];
  return [...new Set(new Map(folders.flatMap(readStages)).values())];
}

export const startKwok: StartPart = async (stack) => {
  stack.report("Nodes", "waiting", "Obtaining kwok");
  const [command, stages, port] = await Promise.all([
    stack.obtain("kwok"),
    chooseStages(stack),
    stack.freePort(),
  ]);
  await stack.start({
    name: "kwok",
    command,
    args: [
      `--kubeconfig=${stack.kubeconfig}`,
      "--manage-all-nodes=true",
      `--server-address=127.0.0.1:${port}`,
      "--node-lease-duration-seconds=40",
      ...stages.map((file) => `--config=${file}`),
    ],
    ready: () => answersOk(`http://127.0.0.1:${port}/healthz`),
  });
  const cluster = await openCluster(stack.kubeconfig);
  await applyObject(cluster, NODE, "vitrine-demo");
  await mergeBuiltIn(cluster, `/api/v1/nodes/${NODE.metadata.name}/status`, {
    status: { capacity: ROOM, allocatable: ROOM },
  });
  stack.report("Nodes", "ready", "One node, played by kwok");
};
