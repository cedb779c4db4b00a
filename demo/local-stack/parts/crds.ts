/** CRDs of a part, applied before the part itself runs, so that offers made of them are accepted at once. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { ProgramName, Stack } from "#demo/local-stack/types";
import { manifestSchema, openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";

/** Applies every CRD in a folder of the program's Go module. They are served a moment later. */
export async function applyCrds(
  stack: Pick<Stack, "kubeconfig" | "moduleFolder">,
  program: ProgramName,
  ...path: string[]
): Promise<void> {
  await applyCrdFolder(stack.kubeconfig, join(await stack.moduleFolder(program), ...path));
}

/** Applies every CRD in a folder; it may hold a kustomization, which names them and is none. */
export async function applyCrdFolder(kubeconfig: string, folder: string): Promise<void> {
  const cluster = await openCluster(kubeconfig);
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith(".yaml") && file !== "kustomization.yaml",
  );
  await Promise.all(
    files.map(async (file) => {
      const crd = manifestSchema.parse(parse(await readFile(join(folder, file), "utf8")));
      await applyObject(cluster, crd, "vitrine-demo");
    }),
  );
}
