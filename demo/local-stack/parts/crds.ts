/** CRDs of a part, applied before the part itself runs, so that offers made of them are accepted at once. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { ProgramName, Stack } from "#demo/local-stack/types";
import { manifestSchema, openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";

const crdSchema = manifestSchema.extend({ spec: z.looseObject({ conversion: z.unknown().optional() }) });

/** Applies every CRD in a folder of the program's Go module. They are served a moment later. */
export async function applyCrds(
  stack: Pick<Stack, "kubeconfig" | "moduleFolder">,
  program: ProgramName,
  ...path: string[]
): Promise<void> {
  await applyCrdFolder(stack.kubeconfig, join(await stack.moduleFolder(program), ...path));
}

/**
 * Applies every CRD in a folder; it may hold a kustomization, which names them and is none. Conversion webhooks are left
 * out: nothing answers them here.
 */
export async function applyCrdFolder(kubeconfig: string, folder: string): Promise<void> {
  const cluster = await openCluster(kubeconfig);
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith(".yaml") && file !== "kustomization.yaml",
  );
  await Promise.all(
    files.map(async (file) => {
      const crd = crdSchema.parse(parse(await readFile(join(folder, file), "utf8")));
      const { conversion: _, ...spec } = crd.spec;
      await applyObject(cluster, { ...crd, spec }, "vitrine-demo");
    }),
  );
}
