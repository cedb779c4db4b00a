/** Runs the real helm on the chart in deploy/chart. */
import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "#demo/local-stack/types";

export const CHART = fileURLToPath(new URL("chart", import.meta.url));
/** The name and namespace of the release in the docs, in deploy/manifests and in the demo. */
export const RELEASE = { name: "vitrine", namespace: "vitrine" };

export type HelmHost = Pick<Stack, "folder" | "obtain" | "run">;
export type Values = Record<string, unknown>;

/** Runs helm, which keeps its own files in the folder of the host. Throws with the message of helm if it fails. */
export async function runHelm(host: HelmHost, args: readonly string[]): Promise<string> {
  const command = await host.obtain("helm");
  const home = join(host.folder, "helm");
  const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  const { code, stdout, stderr } = await host.run({ command, args: [...args], env });
  if (code !== 0) throw new Error(`helm ${args[0]} failed: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}

/** Lends a file with the values to `use`, and removes it. JSON is YAML. */
export async function withValuesFile<Result>(
  { folder }: HelmHost,
  values: Values,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const file = join(folder, `values-${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(values));
  try {
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

export interface RenderOptions {
  /** Templates such as `templates/access/reader.yaml`; by default all. */
  only?: readonly string[];
}

/** The YAML of the chart for the release, with values that replace those of the chart. Throws if helm refuses them. */
export function renderChart(
  host: HelmHost,
  values: Values = {},
  { only = [] }: RenderOptions = {},
): Promise<string> {
  const { name, namespace } = RELEASE;
  const shown = only.flatMap((template) => ["--show-only", template]);
  return withValuesFile(host, values, (file) =>
    runHelm(host, ["template", name, CHART, "--namespace", namespace, "--values", file, ...shown]),
  );
}
