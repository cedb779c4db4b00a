/** GitHub's published description of its REST API. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type ApiDescription, createDescription, description } from "#demo/stand-ins/openapi/description";

const require = createRequire(import.meta.url);

let loaded: ApiDescription | undefined;

/** Reads the description (13 MB) once a process. */
export function loadDescription(): ApiDescription {
  if (loaded) return loaded;
  const path = require.resolve("@octokit/openapi/generated/api.github.com.json");
  loaded = createDescription(description.parse(JSON.parse(readFileSync(path, "utf8"))));
  return loaded;
}
