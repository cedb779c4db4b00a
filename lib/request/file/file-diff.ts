/** The difference of a file with several documents, without those that stay. */
import { diffArrays } from "diff";
import { type DiffLine, diffLines } from "#lib/manifest/diff/line-diff";
import { formatDiffLines, formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";
import { maskText } from "#lib/manifest/secrets/secret-mask";
import { hasContent, splitDocuments } from "#lib/manifest/yaml/documents";

/** Above it, no document counts as unchanged, because nobody reads such a comparison. */
const MOST_CHANGED_PIECES = 300;

/** Masked texts of changed documents, by their text, for each side of a file. */
export type MaskedTexts = Record<"before" | "after", ReadonlyMap<string, string | undefined>>;

/**
 * The unified diff of a file. A person with access to the changed objects can lack access to the others, so documents
 * that stay are left out, also as the context of a change. A file with one document on each side is compared as a whole.
 * @param file the texts; undefined for an absent file
 * @param masked the masked text of each changed document
 */
export function formatFileDiff(
  path: string,
  { before, after }: Record<"before" | "after", string | undefined>,
  masked: MaskedTexts,
): string {
  if (isWhole(before) && isWhole(after)) {
    const shown = (text: string | undefined, texts: MaskedTexts["before"]) =>
      text === undefined ? undefined : maskPiece(text, texts);
    return formatUnifiedDiff(path, shown(before, masked.before), shown(after, masked.after));
  }
  const sides = { before: before !== undefined, after: after !== undefined };
  const ended = { before: endTexts(masked.before), after: endTexts(masked.after) };
  return formatDiffLines(path, sides, listLines(splitPieces(before), splitPieces(after), ended));
}

/** The diff of a kustomization: its changed entries alone, because the others name files of other objects. */
export function formatEntryDiff(path: string, before: string | undefined, after: string | undefined): string {
  const [old, next] = [maskText(before ?? ""), maskText(after ?? "")];
  const lines = diffLines(old, next).map(
    (line): DiffLine => (line.type === "same" ? { ...line, isHidden: true } : line),
  );
  return formatDiffLines(path, { before: before !== undefined, after: after !== undefined }, lines);
}

/** True for a file without a second document. */
export function isWhole(text: string | undefined): boolean {
  return splitDocuments(text ?? "").filter(hasContent).length <= 1;
}

function splitPieces(text: string | undefined): string[] {
  if (text === undefined) return [];
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return splitDocuments(ended).flatMap(({ lead, body }) => [lead, body]);
}

/** The same texts, each with the end of its last line, which the diff does not show. */
function endTexts(texts: MaskedTexts["before"]): MaskedTexts["before"] {
  const end = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  return new Map([...texts].map(([text, shown]) => [end(text), shown && end(shown)]));
}

/** Compares whole pieces first, so that a line of a document never stands for the equal line of another one. */
function listLines(before: string[], after: string[], masked: MaskedTexts): DiffLine[] {
  const parts = diffArrays(before, after, { maxEditLength: MOST_CHANGED_PIECES }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const lines: DiffLine[] = [];
  const place = { before: 0, after: 0 };
  const push = (added: readonly DiffLine[]) => {
    for (const line of added) lines.push(moveLine(line, place));
    place.before += added.filter(({ type }) => type !== "added").length;
    place.after += added.filter(({ type }) => type !== "removed").length;
  };
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (!part) continue;
    if (!part.removed && !part.added) {
      const text = part.value.join("");
      push(diffLines(text, text).map((line) => ({ ...line, text: "", isHidden: true }) as DiffLine));
      continue;
    }
    const next = parts[index + 1];
    const other = part.removed && next?.added ? next : undefined;
    if (other) index += 1;
    const [old, own] = part.removed ? [part.value, other?.value ?? []] : [[], part.value];
    push(diffLines(maskPieces(old, masked.before), maskPieces(own, masked.after)));
  }
  return lines;
}

function moveLine(line: DiffLine, place: Record<"before" | "after", number>): DiffLine {
  return {
    ...line,
    ...("before" in line && { before: line.before + place.before }),
    ...("after" in line && { after: line.after + place.after }),
  };
}

function maskPieces(pieces: readonly string[], texts: MaskedTexts["before"]): string {
  return pieces.map((piece) => maskPiece(piece, texts)).join("");
}

const HIDDEN = "# Not shown.\n";

/** Separators, and comments without content, belong to no object. */
function maskPiece(piece: string, texts: MaskedTexts["before"]): string {
  if (texts.has(piece)) return texts.get(piece) ?? "";
  return hasContent({ body: piece.replace(/^\ufeff?(?:---.*\n)?/, "") }) ? HIDDEN : maskText(piece);
}
