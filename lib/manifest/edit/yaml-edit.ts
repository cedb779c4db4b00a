/** Edits a YAML text in place, for the file in Git and for the editor beside the form. */

import { type Document, isMap, parseDocument } from "yaml";
import { formatJson, parseJson } from "#lib/exact-json";
import { spliceFlow } from "#lib/manifest/edit/yaml-flow";
import { findStyle, keepLines } from "#lib/manifest/edit/yaml-lines";
import { editMap, expandAliases } from "#lib/manifest/edit/yaml-nodes";
import { writeYaml, YAML_OPTIONS } from "#lib/manifest/edit/yaml-options";
import { spliceScalar } from "#lib/manifest/edit/yaml-scalar";
import { readValue } from "#lib/manifest/yaml/reader";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * Changes the text of one YAML document so that it means `next`. Comments, order, quotes and unchanged lines
 * keep their bytes. Text that already means `next` is returned unchanged. With anchors or unusual layout,
 * less is kept, because the meaning comes first. lib/manifest/yaml defines what a text means.
 */
export function editYaml(text: string, next: JsonRecord): string {
  const goal: unknown = parseJson(formatJson(next));
  const read = readValue(text);
  if (!read.ok || !isRecord(goal) || !isRecord(read.value)) return writeYaml(next);
  const current = read.value;
  if (isEqual(current, goal)) return text;
  const { body, wrap } = unwrapDocument(text);
  const document = parseDocument(body, YAML_OPTIONS);
  const attempts = [
    () => [spliceScalar(body, document, current, goal)],
    () => rewriteJson(body, current, goal),
    () => [spliceFlow(body, document, current, goal)],
    () => rewrite(body, document, goal),
    () => rewriteApart(body, goal),
  ];
  for (const attempt of attempts) {
    const texts = attempt().flatMap((edited) => (edited === undefined ? [] : [wrap(edited)]));
    const found = texts.find((candidate) => means(candidate, goal));
    if (found !== undefined) return found;
  }
  return writeYaml(next);
}

function means(text: string, goal: JsonRecord): boolean {
  const read = readValue(text);
  return read.ok && isEqual(read.value, goal);
}

/**
 * The one document of a text, without a byte order mark, empty documents and the end of the document, and
 * with `
 * ` as line break. `wrap` restores these parts.
 */
function unwrapDocument(text: string): { body: string; wrap(body: string): string } {
  const isWindows = /\r\n/.test(text) && !/(?<!\r)\n/.test(text);
  const lines = (isWindows ? text.replaceAll("\r\n", "\n") : text).split(/(?<=\n)/);
  // Only separators begin a line like this; readers refuse a text that continues there.
  const isMark = (line: string) => /^\ufeff?(?:---|\.\.\.)(?=\s|$)/.test(line);
  const isContent = (line: string) => !isMark(line) && /^\ufeff?\s*[^\s#\ufeff]/.test(line);
  const first = lines.findIndex(isContent);
  const start = lines.findLastIndex((line, index) => index < first && isMark(line)) + 1;
  const end = lines.findIndex((line, index) => index > first && isMark(line));
  const [before, body, after] = [
    lines.slice(0, start).join(""),
    lines.slice(start, end < 0 ? undefined : end).join(""),
    end < 0 ? "" : lines.slice(end).join(""),
  ];
  const mark = body.startsWith("\ufeff") ? "\ufeff" : "";
  return {
    body: body.slice(mark.length),
    wrap: (edited) => {
      const gap = after !== "" && !edited.endsWith("\n") ? "\n" : "";
      const whole = before + mark + edited + gap + after;
      return isWindows ? whole.replaceAll("\n", "\r\n") : whole;
    },
  };
}

/** A JSON file in a layout that programs write stays JSON. */
function rewriteJson(text: string, current: JsonRecord, next: JsonRecord): string[] {
  const indent = /^\{\n([ \t]+)"/.exec(text)?.[1];
  const end = text.slice(text.trimEnd().length);
  if (formatJson(current, indent) + end !== text) return [];
  return [formatJson(orderLike(current, next), indent) + end];
}

/** `next` with the fields of `current` in the order of `current`. */
function orderLike(current: unknown, next: unknown): unknown {
  if (Array.isArray(next))
    return next.map((item, index) => orderLike(ownValue(current, String(index)), item));
  if (!isRecord(current) || !isRecord(next)) return next;
  const names = new Set([...Object.keys(current), ...Object.keys(next)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => Object.hasOwn(next, name))
      .map((name) => [name, orderLike(ownValue(current, name), next[name])]),
  );
}

/**
 * Edits the document's nodes. Keeps the author's lines where possible, else uses the layout of the writer.
 */
function rewrite(text: string, document: Document, next: JsonRecord): string[] {
  const root: unknown = document.contents;
  if (!isMap(root)) return [];
  const style = findStyle(text);
  try {
    const before = document.toString(style);
    editMap(document, root, next);
    const after = document.toString(style);
    return [keepLines(text, before, after), after];
  } catch {
    // An alias lost its anchor, so the document cannot be written.
    return [];
  }
}

function rewriteApart(text: string, next: JsonRecord): string[] {
  const document = parseDocument(text, YAML_OPTIONS);
  expandAliases(document);
  return rewrite(text, document, next);
}
