/** values.schema.json of the chart: written by hand, apart from the value `config`. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { buildConfigValueSchema } from "#deploy/configuration-values";
import { CHART } from "#deploy/helm";

export const VALUES_SCHEMA = join(CHART, "values.schema.json");

const schema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** The schema of the file, with `config` as the portal's code has it. */
export async function buildValuesSchema(): Promise<object> {
  const { properties, ...rest } = schema.parse(JSON.parse(await readFile(VALUES_SCHEMA, "utf8")));
  return { ...rest, properties: { ...properties, config: buildConfigValueSchema() } };
}
