/** Values of the chart by their path, for tests. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { CHART, type Values } from "#deploy/helm";

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Copies the values with another value at the path, whose parts are separated by dots. */
export function setValue(values: Values, path: string, value: unknown): Values {
  const [key = "", ...rest] = path.split(".");
  const below = values[key];
  if (rest.length === 0) return { ...values, [key]: value };
  return { ...values, [key]: setValue(isMap(below) ? below : {}, rest.join("."), value) };
}

/** Values that are passed on whole. */
const WHOLE = ["resources"];

/** The path of each value in values.yaml: of scalars, lists, and maps that are empty or passed on whole. */
export async function listValuePaths(): Promise<string[]> {
  return listPaths(parse(await readFile(join(CHART, "values.yaml"), "utf8")), "");
}

function listPaths(value: unknown, path: string): string[] {
  const isLeaf = !isMap(value) || Object.keys(value).length === 0 || WHOLE.includes(path);
  if (isLeaf) return [path];
  return Object.entries(value).flatMap(([key, below]) =>
    listPaths(below, path === "" ? key : `${path}.${key}`),
  );
}
