import { expect, it } from "vitest";
import { findFilePlace } from "#lib/catalog/file-place";

const OWN = "vitrine.dev/path-template";
const TERASKY = "terasky.backstage.io/target-path";

it.each<[why: string, layers: Record<string, string>[], template: string | undefined]>([
  ["nothing without an annotation", [{ "vitrine.dev/title": "x" }], undefined],
  ["the author's template", [{ [OWN]: " apps/{namespace}/{name}.yaml " }], "apps/{namespace}/{name}.yaml"],
  [
    "a folder, whose files have the name of the object",
    [{ [TERASKY]: "/deploy/{xrNamespace}/website/" }],
    "deploy/{namespace}/website/{name}.yaml",
  ],
  ["the first layer", [{ [OWN]: "a/{name}" }, { [OWN]: "b/{name}" }], "a/{name}"],
  ["our own key before the other", [{ [TERASKY]: "a" }, { [OWN]: "b/{name}" }], "b/{name}"],
])("reads %s", (_, layers, template) => {
  expect(findFilePlace(layers)).toEqual({ isListed: false, ...(template !== undefined && { template }) });
});

it.each<[why: string, annotations: Record<string, string>, reason: string]>([
  ["a parameter of the form", { [TERASKY]: "clusters/{dc}" }, "{dc} is not a variable"],
  ["a folder outside the repository", { [TERASKY]: "../other" }, 'a "." or ".." part'],
  ["a folder that the Git host obeys", { [TERASKY]: ".github/workflows" }, "obeys"],
  ["a template without a name", { [OWN]: "all.yaml" }, "{name} is missing"],
])("does not use %s", (_, annotations, reason) => {
  const { template, warning } = findFilePlace([annotations]);
  expect(template).toBeUndefined();
  expect(warning).toContain(reason);
});

it.each<[annotations: Record<string, string>, isListed: boolean]>([
  [{ "vitrine.dev/kustomization": "true" }, true],
  [{ "terasky.backstage.io/create-kustomization-file": "true" }, true],
  [{ "vitrine.dev/kustomization": "false", "terasky.backstage.io/create-kustomization-file": "true" }, false],
  [{ "vitrine.dev/kustomization": "yes" }, false],
])("%j: a kustomization lists the files: %s", (annotations, isListed) => {
  expect(findFilePlace([annotations]).isListed).toBe(isListed);
});
