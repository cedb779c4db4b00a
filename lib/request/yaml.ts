import { type Document, LineCounter, parseAllDocuments } from "yaml";
import type { FieldError } from "#lib/errors";
import { YAML_OPTIONS } from "#lib/schema/yaml-options";

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
