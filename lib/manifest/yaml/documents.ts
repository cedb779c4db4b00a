/** The documents of a YAML text, with every byte between them. */
import { MAX_YAML_BYTES } from "#lib/manifest/yaml/limits";

/** A document. Leads and bodies of all documents, joined, are the text. */
export interface YamlDocument {
  /** A byte order mark and the line of the separator (`---`), where they are present. */
  lead: string;
  /** Everything up to the next separator: the content, comments around it, and the end of the document (`...`). */
  body: string;
}

const BYTE_ORDER_MARK = "\ufeff";
// kubectl splits a file at these lines before it parses it (k8s.io/apimachinery/pkg/util/yaml, YAMLReader). The
// reader refuses a line that begins with --- and continues with content.
const SEPARATOR = /^---(?:[ \t]*|[ \t]+#[^\r\u0085\u2028\u2029]*)\r?\n?$/;
const END = /^\.\.\.[ \t]*(?:#.*)?\r?\n?$/;
// Go takes these characters for line breaks, so that a comment can end at them.
const OTHER_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * Splits a text into its documents. A directive (`%`) stays with the document that it is about, which the reader then
 * refuses. A text over the limit of the reader is one document, so that the reader refuses it.
 */
export function splitDocuments(text: string): YamlDocument[] {
  if (text.length > MAX_YAML_BYTES) return [{ lead: "", body: text }];
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const parts: { lead: string; lines: string[] }[] = [{ lead: mark, lines: [] }];
  for (const line of text.slice(mark.length).split(/(?<=\n)/)) {
    const part = parts.at(-1);
    if (!part) continue;
    if (!SEPARATOR.test(line) || isDirectives(part.lines)) part.lines.push(line);
    else if (part.lead === mark && part.lines.length === 0 && parts.length === 1) part.lead += line;
    else parts.push({ lead: line, lines: [] });
  }
  return parts.map(({ lead, lines }) => ({ lead, body: lines.join("") }));
}

/** The text of documents. */
export function joinDocuments(documents: readonly YamlDocument[]): string {
  return documents.map(({ lead, body }) => lead + body).join("");
}

/** False for a document of comments and blank lines, which every reader skips. */
export function hasContent({ body }: Pick<YamlDocument, "body">): boolean {
  return OTHER_BREAK.test(body) || body.split("\n").some(isContent);
}

/**
 * The documents without one of them. Its separator, the comments in front of its content and its end go with it. Other
 * comments stay: those after its content, as a document without content, which readers skip, and those at the head of
 * the file, unless a blank line separates them from a comment of the document.
 */
export function removeDocument(documents: readonly YamlDocument[], index: number): YamlDocument[] {
  const removed = documents[index];
  if (!removed) return [...documents];
  const [before, after] = [documents.slice(0, index), documents.slice(index + 1)];
  const mark = removed.lead.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const isSeparated = removed.lead !== mark;
  const kept = (isSeparated ? "" : findHead(removed.body)) + findTail(removed.body);
  if (kept !== "") return [...before, { lead: removed.lead, body: kept }, ...after];
  const [next, ...others] = after;
  if (!next || index > 0) return [...before, ...after];
  const isBare = !isSeparated && /^---[ \t]*\r?\n$/.test(next.lead);
  return [{ ...next, lead: mark + (isBare ? "" : next.lead) }, ...others];
}

/** The documents with another one at the end, which keeps the line ends of the others. */
export function appendDocument(documents: readonly YamlDocument[], body: string): YamlDocument[] {
  const text = joinDocuments(documents);
  const end = /\r\n/.test(text) ? "\r\n" : "\n";
  const own = matchLineEnds(body, text);
  if (text.trim() === "") return [{ lead: text, body: own }];
  const last = documents.at(-1);
  if (last && !hasContent(last) && last.lead.includes("---")) {
    const lead = last.lead.endsWith("\n") ? last.lead : last.lead + end;
    return [...documents.slice(0, -1), { ...last, lead, body: last.body + own }];
  }
  const ended =
    last && !text.endsWith("\n")
      ? [...documents.slice(0, -1), { ...last, body: last.body + end }]
      : documents;
  return [...ended, { lead: `---${end}`, body: own }];
}

/** A text with the line ends of another one, where that has only one kind of them. */
export function matchLineEnds(text: string, other: string): string {
  const isWindows = /\r\n/.test(other) && !/(?<!\r)\n/.test(other);
  return isWindows ? text.replace(/(?<!\r)\n/g, "\r\n") : text;
}

function splitLines(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== "");
}

function isContent(line: string): boolean {
  return !END.test(line) && /^[ \t]*[^ \t\r\n#]/.test(line);
}

function isDirectives(lines: readonly string[]): boolean {
  const content = lines.filter(isContent);
  return content.length > 0 && content.every((line) => line.startsWith("%"));
}

/** The comments after the content. Only a comment at the first column is certainly outside a block scalar. */
function findTail(body: string): string {
  const lines = splitLines(body);
  const last = lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith("#") && !END.test(line));
  return lines.filter((line, index) => index > last && line.startsWith("#")).join("");
}

/** The comments at the head of a file, in front of the content of its first document. */
function findHead(body: string): string {
  const lines = splitLines(body);
  const start = lines.findIndex(isContent);
  const before = lines.slice(0, start);
  if (!before.some((line) => line.trimStart().startsWith("#"))) return "";
  const blank = before.findLastIndex((line) => line.trim() === "");
  const head = before.slice(0, blank + 1);
  const hasHead = head.some((line) => line.trim() !== "");
  return (hasHead ? head : before).join("");
}
