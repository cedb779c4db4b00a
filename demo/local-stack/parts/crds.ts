/** CRDs of a part, applied before the part itself runs, so that offers made of them are accepted at once. */
import { glob, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import type { ProgramName, Stack } from "#demo/local-stack/types";
import { type Cluster, manifestSchema, openCluster } from "#demo/platform/cluster";
import { applyObject, pause } from "#demo/platform/objects";

const crdSchema = manifestSchema.extend({
  kind: z.literal("CustomResourceDefinition"),
  spec: z.looseObject({ group: z.string(), conversion: z.unknown().optional() }),
});
type Crd = z.infer<typeof crdSchema>;

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
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith(".yaml") && file !== "kustomization.yaml",
  );
  const crds = files.map(async (file) => crdSchema.parse(parse(await readFile(join(folder, file), "utf8"))));
  await applyAll(await openCluster(kubeconfig), await Promise.all(crds));
}

/** Applies CRDs that were read already. They are served a moment later. */
export async function applyCrdList(kubeconfig: string, crds: readonly Crd[]): Promise<void> {
  await applyAll(await openCluster(kubeconfig), crds);
}

/** Conversion webhooks are left out: nothing answers them here. */
async function applyAll(cluster: Cluster, crds: readonly Crd[]): Promise<void> {
  await Promise.all(
    crds.map(async (crd) => {
      const { conversion: _, ...spec } = crd.spec;
      await applyObject(cluster, { ...crd, spec }, "vitrine-demo");
    }),
  );
}

const crdNames = z.object({
  items: z.array(
    z.object({
      spec: z.object({
        group: z.string(),
        names: z.object({ plural: z.string() }),
        versions: z.array(z.object({ name: z.string(), served: z.boolean() })),
      }),
    }),
  ),
});

/**
 * Waits until the API server lists every kind of an API group whose CRD was applied. A controller that starts before
 * ends with "no matches for kind": CRDs are listed a moment after they are accepted. Resolves early when the signal
 * aborts.
 */
export async function waitUntilServed(cluster: Cluster, group: string, signal: AbortSignal): Promise<void> {
  const path = await cluster.path({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
  });
  const { items } = crdNames.parse(await cluster.call({ method: "GET", path }));
  const wanted = items
    .filter(({ spec }) => spec.group === group)
    .flatMap(({ spec: { names, versions } }) =>
      versions.filter(({ served }) => served).map(({ name }) => ({ version: name, plural: names.plural })),
    );
  for (const version of new Set(wanted.map((one) => one.version))) {
    const plurals = wanted.filter((one) => one.version === version).map(({ plural }) => plural);
    while (!signal.aborted) {
      const served = new Set((await cluster.served(`${group}/${version}`)).map(({ name }) => name));
      if (plurals.every((plural) => served.has(plural))) break;
      await pause(100, signal);
    }
  }
}

/** A program's folder may hold its CRDs beside it, in `crds/`, or as the program's repository has them. */
const BESIDE = ["*.yaml", "*/*.yaml", "*/*/*.yaml", "*/*/*/*.yaml"];

/**
 * The CRDs of an API group among the YAML files of a folder, three folders deep. What is no YAML and what is another
 * object is passed over: people put programs into folders that hold more.
 */
export async function findCrds(folder: string, group: string): Promise<Crd[]> {
  const found: Crd[] = [];
  for await (const file of glob(BESIDE, { cwd: folder })) {
    const documents = parseAllDocuments(await readFile(join(folder, file), "utf8"), { logLevel: "silent" });
    for (const document of documents) {
      const crd = crdSchema.safeParse(document.errors.length > 0 ? undefined : document.toJS());
      if (crd.success && crd.data.spec.group === group) found.push(crd.data);
    }
  }
  return found;
}
