/** Edits that replace one scalar. All other bytes of the text stay. */
import { type Document, isMap, isScalar, isSeq, Scalar } from "yaml";
import { findPair } from "#lib/manifest/edit/yaml-map";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { isEqual } from "#lib/schema/equal";
import { type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The most common edit: one scalar becomes another one, on one line or as a block (`|`). A comment on its first line
 * stays. Undefined where more differs, or where the scalar has an anchor. The caller must check that the result means
 * `next`.
 */
export function spliceScalar(
  text: string,
  document: Document,
  current: JsonRecord,
  next: JsonRecord,
): string | undefined {
  const path = findOnlyChange(current, next);
  const node = path?.reduce<unknown>(childNode, document.contents);
  if (!path || !isScalar(node) || !node.range || node.anchor || node.tag) return undefined;
  const [from, to] = node.range;
  const old = text.slice(from, to);
  const value = path.reduce<unknown>(ownValue, next);
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  const isLines = typeof value === "string" && value.includes("\n");
  // Without a text, the scalar stands at the colon.
  if (from === to) return undefined;
  if (!isBlock && !isLines) {
    const isOneLine = !old.includes("\n");
    return isOneLine ? text.slice(0, from) + writeScalar(node, value) + text.slice(to) : undefined;
  }
  const [header, ...body] = (
    isLines ? writeBlock(value, findIndent(text, from)) : writeScalar(node, value)
  ).split("\n");
  const end = isBlock ? 0 : text.slice(to).search(/\n|$/);
  const comment = isBlock ? (/^[|>][-+\d]*([ \t]+#[^\n]*)/.exec(old)?.[1] ?? "") : text.slice(to, to + end);
  const blank = isBlock ? (/\n(?:[ \t]*\n)*$/.exec(old)?.[0] ?? "") : "";
  const rest = text.slice(to + end);
  // At the end of a text, a block needs the end of its last line.
  const close = isLines && blank + rest === "" ? "\n" : "";
  return text.slice(0, from) + [`${header}${comment}`, ...body].join("\n") + blank + rest + close;
}

/** The indentation of the key or the dash in front of a value. */
function findIndent(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const [lead = ""] = /^ *(?:- +(?=[^\s]))*/.exec(line) ?? [];
  const isItem = lead.length === line.length;
  return " ".repeat(isItem ? lead.lastIndexOf("-") : lead.length);
}

/** A text of several lines as a block scalar, without the end of its last line. */
function writeBlock(value: string, indent: string): string {
  const written = writeYaml({ key: value })
    .replace(/^key: /, "")
    .replace(/\n$/, "");
  return written.replace(/\n(?=[^\n])/g, `\n${indent}`);
}

/** The path of the one scalar that differs; undefined where more differs. */
function findOnlyChange(one: unknown, other: unknown): string[] | undefined {
  if (!isCollection(one) && !isCollection(other)) return [];
  if (!isCollection(one) || !isCollection(other) || Array.isArray(one) !== Array.isArray(other))
    return undefined;
  const names = Object.keys(one);
  const isAlike =
    names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name));
  const changed = names.filter((name) => !isEqual(ownValue(one, name), ownValue(other, name)));
  const [name] = changed;
  if (!isAlike || name === undefined || changed.length > 1) return undefined;
  const inside = findOnlyChange(ownValue(one, name), ownValue(other, name));
  return inside && [name, ...inside];
}

function isCollection(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function childNode(node: unknown, token: string): unknown {
  if (isMap(node)) return findPair(node, token)?.value;
  return isSeq(node) ? node.items[Number(token)] : undefined;
}

/** A text keeps its quotes. */
function writeScalar(node: Scalar, value: unknown): string {
  const scalar = new Scalar(value);
  const isQuoted = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE";
  if (isQuoted && typeof node.value === "string" && typeof value === "string") scalar.type = node.type;
  return writeYaml(scalar).trimEnd();
}
