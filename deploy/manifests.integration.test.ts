import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { CHART } from "#deploy/helm";
import { renderFiles } from "#deploy/manifests";
import { buildValuesSchema, VALUES_SCHEMA } from "#deploy/values-schema";

const FOLDER = "deploy/manifests";
const BY_HAND = ["kustomization.yaml", "namespace.yaml"];

let stack: StackBase;
let rendered: Map<string, string>;

beforeAll(async () => {
  stack = openStack();
  rendered = await renderFiles(stack);
}, 600_000);

afterAll(() => stack.close());

it("the files in the repository are the chart, rendered", () => {
  expect(rendered.size).toBeGreaterThan(5);
  for (const [path, text] of rendered) expect(readFileSync(path, "utf8"), path).toBe(text);
});

it("deploy/manifests has these files alone, and its kustomization lists each", () => {
  const files = readdirSync(FOLDER).sort();
  const written = [...rendered.keys()].filter((path) => path.startsWith(`${FOLDER}/`));
  expect(files).toEqual([...BY_HAND, ...written.map((path) => path.slice(FOLDER.length + 1))].sort());
  const { resources } = parse(readFileSync(join(FOLDER, "kustomization.yaml"), "utf8"));
  expect(resources.toSorted()).toEqual(files.filter((file) => file !== "kustomization.yaml"));
});

it("the schema of `config` is the portal's", async () => {
  expect(JSON.parse(readFileSync(VALUES_SCHEMA, "utf8"))).toEqual(await buildValuesSchema());
});

it("each value is documented in the line above it", () => {
  const lines = readFileSync(join(CHART, "values.yaml"), "utf8").split("\n");
  const undocumented = lines.filter((line, index) => {
    const isValue = /^( {2}| {4})?[a-zA-Z]+: ?\S/.test(line) && !/^ {2}(requests|limits):/.test(line);
    return isValue && !lines[index - 1]?.trim().startsWith("#");
  });
  expect(undocumented).toEqual([]);
});

it("no file names another registry than that of the image", () => {
  const images = [...rendered.values()].flatMap((text) => text.match(/image: .*/g) ?? []);
  expect(images).toEqual(["image: ghcr.io/vitrine-dev/vitrine:0.1.0"]);
});
