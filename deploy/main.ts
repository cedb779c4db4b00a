/** `npm run manifests`: writes the files that follow from the chart and from the configuration of the portal. */
import { writeFile } from "node:fs/promises";
import { openStack } from "#demo/local-stack/stack";
import { renderFiles } from "#deploy/manifests";
import { buildValuesSchema, VALUES_SCHEMA } from "#deploy/values-schema";

const stack = openStack();
try {
  await writeFile(VALUES_SCHEMA, `${JSON.stringify(await buildValuesSchema(), null, 2)}\n`);
  for (const [path, text] of await renderFiles(stack)) await writeFile(path, text);
  await stack.run({ command: "biome", args: ["format", "--write", VALUES_SCHEMA] });
} finally {
  await stack.close();
}
