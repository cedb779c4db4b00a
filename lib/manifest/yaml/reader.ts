/**
 * The only parser for YAML that becomes a file in Git or comes from one. It returns the value that
 * sigs.k8s.io/yaml returns, and so the value that kubectl, Argo CD and Flux see, or it refuses the text:
 * docs/decisions/0007. The time is linear in the text.
 */
import { checkCharacters } from "#lib/manifest/yaml/characters";
import { constructFields, constructValue } from "#lib/manifest/yaml/construct";
import { checkIdentity } from "#lib/manifest/yaml/identity";
import type { Pair, YamlNode } from "#lib/manifest/yaml/node";
import { parseDocument } from "#lib/manifest/yaml/parser";
import { YamlProblem, YamlSyntaxProblem } from "#lib/manifest/yaml/problem";

/** Why a text is refused, and where. */
export interface YamlRefusal {
  ok: false;
  /** A sentence, without the line number. */
  message: string;
  /** Starts at 1. */
  line: number;
  /** Offsets in the text, in UTF-16 units. */
  at: readonly [number, number];
  /**
   * True when the text is not YAML. False when it is YAML, but readers would interpret it differently, or it
   * is too large.
   */
  isSyntax: boolean;
}

export type YamlResult =
  | {
      ok: true;
      value: unknown;
      /** The line, from 1, of the field that a path leads to, or of the nearest field around it. */
      lineOf(path: readonly PropertyKey[]): number;
      /** Offsets of the key of the field that a path leads to, or of the nearest field around it. */
      keyAt(path: readonly PropertyKey[]): readonly [number, number] | undefined;
    }
  | YamlRefusal;

/**
 * Parses any value: a field of a form, a layout, a part of a manifest. An empty text is null. Integers beyond
 * 2^53 are bigints (lib/exact-json.ts).
 */
export function readValue(text: string): YamlResult {
  return read(text, () => {});
}

/** Parses a text that must be one Kubernetes object, as `readValue`. An empty text is refused. */
export function readObject(text: string): YamlResult {
  return read(text, checkObject);
}

/**
 * The identity of an object: only `apiVersion`, `kind` and `metadata`, as `readObject` returns them. Errors
 * elsewhere in the text do not matter here, because they leave no doubt about the identity.
 */
export function readIdentity(text: string): YamlResult {
  return read(text, checkObject, (root) =>
    root.kind === "map" ? constructFields(root, IDENTITY) : constructValue(root),
  );
}

const IDENTITY = new Set(["apiVersion", "kind", "metadata"]);

function checkObject(root: YamlNode | undefined): void {
  if (!root) throw new YamlProblem("The manifest is empty.", 0);
  checkIdentity(root);
}

function read(
  text: string,
  check: (root: YamlNode | undefined) => void,
  construct: (root: YamlNode) => unknown = constructValue,
): YamlResult {
  let offset = 0;
  try {
    const own = checkCharacters(text);
    offset = text.length - own.length;
    const root = parseDocument(own);
    check(root);
    if (!root) return { ok: true, value: null, lineOf: () => 1, keyAt: () => undefined };
    const value = construct(root);
    return {
      ok: true,
      value,
      lineOf: (path) => lineAt(text, offset + findPlace(root, path)),
      keyAt: (path) => {
        const key = findKey(root, path);
        return key && [offset + key.from, offset + key.to];
      },
    };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const [from, to] = [offset + error.from, Math.min(offset + error.to, text.length)];
    const isSyntax = error instanceof YamlSyntaxProblem;
    return { ok: false, message: error.message, line: lineAt(text, from), at: [from, to], isSyntax };
  }
}

function findPlace(root: YamlNode, path: readonly PropertyKey[]): number {
  const [step, ...rest] = path;
  const next = step === undefined ? undefined : findChild(root, step);
  return next ? findPlace(next, rest) : root.from;
}

function findChild(node: YamlNode, step: PropertyKey): YamlNode | undefined {
  if (node.kind === "alias") return findChild(node.target, step);
  return node.kind === "list" ? node.items[Number(step)] : findPair(node, step)?.value;
}

function findPair(node: YamlNode, step: PropertyKey): Pair | undefined {
  if (node.kind !== "map") return undefined;
  return node.pairs.find(({ key }) => key.kind === "scalar" && key.text === step);
}

function findKey(root: YamlNode, path: readonly PropertyKey[]): YamlNode | undefined {
  let node: YamlNode = root;
  let found: YamlNode | undefined;
  for (const step of path) {
    const pair = findPair(node, step);
    if (!pair) break;
    found = pair.key;
    node = pair.value;
  }
  return found;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
