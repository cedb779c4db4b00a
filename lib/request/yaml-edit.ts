import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { diffLines } from "#lib/request/diff";
import { readYaml } from "#lib/request/yaml";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { writeYaml } from "#lib/schema/yaml-options";

/**
 * The text of `document` changed so that it means `next`: comments, order and quotes stay, and every line that need
 * not change keeps its bytes. Changes `document`. Where anchors or odd layout make that impossible, the value is
 * written anew: the meaning comes first.
 */
export function editDocument(text: string, document: Document.Parsed, next: JsonRecord): string {
  const style = findStyle(text);
  const before = document.toString(style);
  const root: unknown = document.contents;
  if (!isMap(root)) return writeYaml(next);
  editMap(document, root, next);
  const after = document.toString(style);
  const candidates = [keepLines(text, before, after), after];
  return candidates.find((candidate) => means(candidate, next)) ?? writeYaml(next);
}

function editMap(document: Document, map: YAMLMap, next: JsonRecord): void {
  for (const key of map.items.map(({ key }) => (isScalar(key) ? key.value : key))) {
    if (typeof key !== "string" || !Object.hasOwn(next, key)) map.delete(key);
  }
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined) map.delete(key);
    else if (!map.has(key)) map.set(document.createNode(key), document.createNode(value));
    else editChild(document, map.get(key, true), value, (node) => map.set(key, node));
  }
}

function editChild(document: Document, node: unknown, value: unknown, replace: (node: Node) => void): void {
  if (isNode(node) && isDeepStrictEqual(node.toJS(document), value)) return;
  if (isMap(node) && isRecord(value)) editMap(document, node, value);
  else if (isSeq(node) && Array.isArray(value)) editSeq(document, node, value);
  else if (isScalar(node) && !isRecord(value) && !Array.isArray(value)) {
    // Quotes suit text only, and how a number was written only that number.
    if (typeof node.value !== "string" || typeof value !== "string") node.type = undefined;
    node.format = undefined;
    node.source = undefined;
    node.minFractionDigits = undefined;
    node.value = value;
  } else replace(document.createNode(value));
}

/** Equal items at both ends keep their comments; between them items are changed in place, then added or removed. */
function editSeq(document: Document, seq: YAMLSeq, next: readonly unknown[]): void {
  const before: unknown = seq.toJS(document);
  if (!Array.isArray(before)) return;
  const shortest = Math.min(before.length, next.length);
  let start = 0;
  while (start < shortest && isDeepStrictEqual(before[start], next[start])) start += 1;
  let end = 0;
  const equalAtEnd = () => isDeepStrictEqual(before[before.length - 1 - end], next[next.length - 1 - end]);
  while (end < shortest - start && equalAtEnd()) end += 1;
  const inPlace = shortest - start - end;
  for (let index = start; index < start + inPlace; index += 1) {
    editChild(document, seq.get(index, true), next[index], (node) => seq.set(index, node));
  }
  const added = next.slice(start + inPlace, next.length - end).map((value) => document.createNode(value));
  seq.items.splice(start + inPlace, before.length - end - start - inPlace, ...added);
}

/** How the author indents, as far as the writer can follow. */
function findStyle(text: string) {
  const indent = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  const flush = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text);
  const tight = /[[{][^\s\]}]/.test(text);
  return { lineWidth: 0, indent, indentSeq: !flush, flowCollectionPadding: !tight };
}

/**
 * The writer has a layout of its own: `before` and `after` are its lines without and with the change. Where a line
 * stays, the author's own line stands, and so do blank lines that the writer leaves out.
 */
function keepLines(text: string, before: string, after: string): string {
  const original = text.split("\n");
  const place = alignLines(text, before);
  const lines: string[] = [];
  let next = 0;
  for (const line of diffLines(before, after)) {
    if (line.type === "added") {
      lines.push(line.text);
      continue;
    }
    const index = place.get(line.before);
    if (index === undefined) continue;
    lines.push(...original.slice(next, index));
    if (line.type === "same") lines.push(original[index] ?? line.text);
    next = index + 1;
  }
  return [...lines, ...original.slice(next)].join("\n");
}

/** For each line of the writer, by number, the index of the author's line that says the same but for white space. */
function alignLines(text: string, written: string): Map<number, number> {
  const squeeze = (lines: string) => lines.replace(/[^\S\n]+/g, "");
  const place = new Map<number, number>();
  for (const line of diffLines(squeeze(text), squeeze(written))) {
    if (line.type === "same") place.set(line.after, line.before - 1);
  }
  return place;
}

function means(text: string, value: unknown): boolean {
  const read = readYaml(text);
  return read.ok && isDeepStrictEqual(read.value, JSON.parse(JSON.stringify(value)));
}
