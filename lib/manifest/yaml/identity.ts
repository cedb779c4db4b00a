/** Checks the fields that identify an object, so that every reader of the file finds the same object. */
import { isMergeKey, type Pair, type YamlNode } from "#lib/manifest/yaml/node";
import { YamlProblem } from "#lib/manifest/yaml/problem";

const ROOT_FIELDS = ["apiVersion", "kind", "metadata"];
const METADATA_FIELDS = [
  "name",
  "namespace",
  "generateName",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
];

/**
 * Refuses everything that lets two readers see different objects: aliases and merges at the top level and in
 * metadata; identity fields in other letter case (Go's encoding/json accepts them, Kubernetes does not); and
 * `items`, which kubectl, Argo CD and Flux apply instead of the object that contains it (k8s.io/apimachinery,
 * unstructured.UnstructuredJSONScheme). Anchors alone change nothing.
 * @throws YamlProblem
 */
export function checkIdentity(root: YamlNode): void {
  if (root.kind !== "map") {
    throw new YamlProblem(
      "The manifest must be an object with the fields apiVersion, kind, metadata and spec.",
      root.from,
      root.to,
    );
  }
  for (const pair of root.pairs) {
    refuseReference(pair, "at the top level of an object");
    refuseOtherCase(pair, ROOT_FIELDS);
    if (fold(textOf(pair.key)) === "items") {
      const message =
        "An object cannot have the field items: GitOps agents apply the items in place of the object.";
      throw new YamlProblem(message, pair.key.from, pair.key.to);
    }
  }
  const metadata = root.pairs.find(({ key }) => textOf(key) === "metadata")?.value;
  if (metadata?.kind !== "map") return;
  for (const pair of metadata.pairs) refuseOtherCase(pair, METADATA_FIELDS);
  refuseReferencesIn(metadata);
}

function refuseReferencesIn(node: YamlNode): void {
  if (node.kind === "map") {
    for (const pair of node.pairs) {
      refuseReference(pair, "in metadata");
      refuseReferencesIn(pair.value);
    }
  }
  if (node.kind === "list") for (const item of node.items) refuseReferenceItem(item);
}

function refuseReferenceItem(item: YamlNode): void {
  if (item.kind === "alias")
    throw new YamlProblem(`An alias (*${item.name}) cannot stand in metadata.`, item.from, item.to);
  refuseReferencesIn(item);
}

function refuseReference({ key, value }: Pair, where: string): void {
  if (isMergeKey(key) || textOf(key) === "<<") {
    throw new YamlProblem(`A merge (<<) cannot stand ${where}. Write the fields out.`, key.from, key.to);
  }
  const alias = [key, value].find((node) => node.kind === "alias");
  if (alias?.kind === "alias") {
    const message = `An alias (*${alias.name}) cannot stand ${where}. Write the value out.`;
    throw new YamlProblem(message, alias.from, alias.to);
  }
}

function refuseOtherCase({ key }: Pair, fields: readonly string[]): void {
  const text = textOf(key);
  const field = fields.find((candidate) => fold(candidate) === fold(text));
  if (field === undefined || field === text) return;
  throw new YamlProblem(
    `Some readers take ${text} for ${field}. Write ${field}, or remove it.`,
    key.from,
    key.to,
  );
}

/** Compares as Go's bytes.EqualFold: the Kelvin sign equals k, and the long s equals s. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function textOf(node: YamlNode): string {
  return node.kind === "scalar" ? node.text : "";
}
