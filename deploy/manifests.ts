/** The files of the repository that are rendered from the chart. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { type HelmHost, renderChart } from "#deploy/helm";

/** Templates of the demo, by file in demo/platform. */
const DEMO_FILES = {
  "rbac/portal": ["access/service-account", "access/reader", "access/reviews", "access/people"],
  "rbac/dry-run": ["access/dry-run"],
  "crds/offer-overlay": ["crds/offer-overlay"],
};
const DEMO_VALUES = fileURLToPath(new URL("../demo/platform/chart-values.yaml", import.meta.url));
const HEADER = "# Rendered from deploy/chart by `npm run manifests`. Change the chart, and render again.\n";

/** Renders each file; the keys are paths from the root of the repository. */
export async function renderFiles(host: HelmHost): Promise<Map<string, string>> {
  const files = splitByTemplate(await renderChart(host));
  const values = z.record(z.string(), z.unknown()).parse(parse(await readFile(DEMO_VALUES, "utf8")));
  const rendered = new Map<string, string>();
  for (const [template, text] of files) rendered.set(`deploy/manifests/${basename(template)}`, HEADER + text);
  for (const [file, templates] of Object.entries(DEMO_FILES)) {
    const only = templates.map((name) => `templates/${name}.yaml`);
    const parts = splitByTemplate(await renderChart(host, values, { only }));
    rendered.set(`demo/platform/${file}.yaml`, HEADER + [...parts.values()].join("---\n"));
  }
  return rendered;
}

/** The objects of each template, in the order of helm, without the comments that helm adds. */
function splitByTemplate(rendered: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const document of rendered.split(/^---\n/m)) {
    const [, template, text] = /^# Source: (\S+)\n([\s\S]*)$/.exec(document) ?? [];
    if (template === undefined || text === undefined) continue;
    const before = files.get(template);
    files.set(template, before === undefined ? text : `${before}---\n${text}`);
  }
  return files;
}
