import {
  type CreateNodeOptions,
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
  stringify,
} from "yaml";
import type { FieldError } from "#lib/errors";

const UNREAD_TAGS = new Set(
  ["binary", "omap", "pairs", "set", "timestamp"].map((name) => `tag:yaml.org,2002:${name}`),
);

/**
 * Kubernetes reads YAML 1.1 through JSON (sigs.k8s.io/yaml): `yes` is true and `0644` is octal, while dates and
 * sexagesimal numbers stay text. The same rules decide which strings need quotes when written.
 */
const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: "1.1",
  aliasDuplicateObjects: false,
  customTags: (tags) =>
    tags.filter((tag) => typeof tag === "string" || !(UNREAD_TAGS.has(tag.tag) || tag.format === "TIME")),
};

/** A value as a person would write it, long lines unbroken. */
export function writeYaml(value: unknown): string {
  return stringify(value, { ...YAML_OPTIONS, lineWidth: 0 });
}

export type ReadYaml =
  | { ok: true; document: Document.Parsed; value: unknown; lineAt: (offset: number) => number }
  | { ok: false; errors: FieldError[] };

/** One document. Errors name their line. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const documents = parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter: lines, prettyErrors: false });
  const [document, second] = "empty" in documents ? [] : documents;
  if (document === undefined) return failed(1, "The manifest is empty.");
  const [error] = document.errors;
  if (error) return failed(lineAt(error.pos[0]), `This is not YAML: ${error.message.replace(/[.:]?$/, ".")}`);
  if (second)
    return failed(lineAt(second.range[0]), "One file holds one object. Remove what follows the second ---.");
  try {
    return { ok: true, document, value: document.toJS({ maxAliasCount: 100 }), lineAt };
  } catch {
    return failed(1, "Its aliases expand to too much. Write the values out.");
  }
}

function failed(line: number, message: string): ReadYaml {
  return { ok: false, errors: [{ path: "", message: `Line ${line}: ${message}`, source: "portal" }] };
}
