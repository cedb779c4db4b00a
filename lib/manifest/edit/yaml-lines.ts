/** Maps lines in an author's layout to lines of the same text in the YAML writer's layout. */
import { diffLines } from "#lib/manifest/diff/line-diff";

/** The author's indentation style, as far as the writer supports it. */
export function findStyle(text: string) {
  const indent = /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2;
  const flush = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text);
  const tight = /[[{][^\s\]}]/.test(text);
  return { lineWidth: 0, indent, indentSeq: !flush, flowCollectionPadding: !tight };
}

/**
 * The writer has its own layout: `before` and `after` are its lines without and with the change. Unchanged
 * lines keep the author's form, and so do blank lines that the writer drops.
 */
export function keepLines(text: string, before: string, after: string): string {
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

/**
 * For each line of the writer, by number, the index of the author's line with the same text except white
 * space.
 */
function alignLines(text: string, written: string): Map<number, number> {
  const squeeze = (lines: string) => lines.replace(/[^\S\n]+/g, "");
  const place = new Map<number, number>();
  for (const line of diffLines(squeeze(text), squeeze(written))) {
    if (line.type === "same") place.set(line.after, line.before - 1);
  }
  return place;
}
