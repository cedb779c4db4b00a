/**
 * The outline of YAML while a person types it and no parser accepts it: lines, their columns and their keys.
 */

/** A key or a list item that contains the deeper indented lines. */
export interface Holder {
  kind: "key" | "item";
  column: number;
  token: string;
  /** From the outermost to this one. */
  path: string[];
  /** The keys in it, in order. */
  names: string[];
  items: number;
}

export interface OutlineKey {
  path: string[];
  from: number;
  to: number;
  /** End of the line. */
  end: number;
}

export interface Outline {
  keys: OutlineKey[];
  /**
   * The key or item that contains the cursor, by the cursor's column, with all its keys, including those
   * below the cursor.
   */
  holder: Holder;
  /** The cursor is in a block of text, a flow collection or a comment. */
  isOpaque: boolean;
}

interface Scan {
  stack: Holder[];
  keys: OutlineKey[];
  /** Lines indented further than this column belong to a block of text. */
  textColumn: number | undefined;
  /** Number of open brackets of a flow collection. */
  depth: number;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/;
const BLOCK_TEXT = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/;

/** Parses the outline around `offset`. Of the line with the cursor, only the column counts. */
export function outlineYaml(text: string, offset: number): Outline {
  const root = createRoot();
  const scan: Scan = { stack: [root], keys: [], textColumn: undefined, depth: 0 };
  let found: Pick<Outline, "holder" | "isOpaque"> = { holder: root, isOpaque: false };
  let start = 0;
  for (const line of text.split("\n")) {
    const isCurrent = offset >= start && offset <= start + line.length;
    if (isCurrent) {
      const isOpaque = isInside(scan, line, offset - start) || isComment(line.slice(0, offset - start));
      found = { holder: isOpaque ? root : enterCurrent(scan, line, offset - start), isOpaque };
    }
    if (!isCurrent || KEY.test(line.replace(/^[\s]*(?:-\s+)*/, ""))) readLine(scan, line, start);
    start += line.length + 1;
  }
  return { keys: scan.keys, ...found };
}

/** Parses the text before the cursor on its line: each dash is an item, the rest is at its own column. */
function enterCurrent(scan: Scan, line: string, cursor: number): Holder {
  const before = line.slice(0, cursor);
  const columns = dashColumns(before);
  const column = /^\s*(?:-\s+)*/.exec(before)?.[0].length ?? cursor;
  // Items of the cursor's line are counted when the line is parsed. Here they only give the position of the
  // cursor.
  const stack = [...scan.stack];
  for (const dash of columns) pushItem(stack, dash, false);
  while (stack.length > 1 && (stack.at(-1)?.column ?? -1) >= column) stack.pop();
  return stack.at(-1) ?? createRoot();
}

function createRoot(): Holder {
  return { kind: "key", column: -1, token: "", path: [], names: [], items: 0 };
}

function isComment(before: string): boolean {
  return /(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ""));
}

function isInside({ textColumn, depth }: Scan, line: string, cursor: number): boolean {
  const column = line.trim() === "" ? cursor : indentOf(line);
  return depth > 0 || (textColumn !== undefined && column > textColumn);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function dashColumns(line: string): number[] {
  const lead = /^\s*(?:-(?:\s+|$))*/.exec(line)?.[0] ?? "";
  return [...lead].flatMap((character, index) => (character === "-" ? [index] : []));
}

function readLine(scan: Scan, line: string, start: number): void {
  if (line.trim() === "" || /^\s*#/.test(line)) return;
  if (isInside(scan, line, 0)) {
    scan.depth = scan.depth > 0 ? Math.max(0, scan.depth + countBrackets(line)) : 0;
    return;
  }
  scan.textColumn = undefined;
  if (/^(---|\.\.\.)(\s|$)/.test(line)) {
    scan.stack.length = 1;
    return;
  }
  const dashes = dashColumns(line);
  for (const dash of dashes) pushItem(scan.stack, dash, true);
  const lead = /^\s*(?:-(?:\s+|$))*/.exec(line)?.[0].length ?? 0;
  const rest = line.slice(lead);
  const key = KEY.exec(rest)?.[1];
  if (key !== undefined) pushKey(scan, key, lead, { from: start + lead, end: start + line.length });
  const value = rest.slice(key === undefined ? 0 : rest.indexOf(":", key.length) + 1);
  if (BLOCK_TEXT.test(value)) scan.textColumn = key === undefined ? (dashes.at(-1) ?? indentOf(line)) : lead;
  scan.depth = /^\s*[[{]/.test(value) ? Math.max(0, countBrackets(value)) : 0;
}

function pushItem(stack: Holder[], column: number, counts: boolean): void {
  // A key at the column of the dash contains the list: YAML does not require further indentation of its
  // items.
  const isOver = (top: Holder | undefined) =>
    top !== undefined && (top.column > column || (top.column === column && top.kind === "item"));
  while (stack.length > 1 && isOver(stack.at(-1))) stack.pop();
  const parent = stack.at(-1);
  if (!parent) return;
  const token = String(parent.items);
  if (counts) parent.items += 1;
  stack.push({ kind: "item", column, token, path: [...parent.path, token], names: [], items: 0 });
}

function pushKey(scan: Scan, quoted: string, column: number, place: { from: number; end: number }): void {
  const { stack } = scan;
  while (stack.length > 1 && (stack.at(-1)?.column ?? -1) >= column) stack.pop();
  const parent = stack.at(-1);
  if (!parent) return;
  const token = quoted.replace(/^(["'])(.*)\1$/, "$2");
  parent.names.push(token);
  const path = [...parent.path, token];
  stack.push({ kind: "key", column, token, path, names: [], items: 0 });
  scan.keys.push({ path, from: place.from, to: place.from + quoted.length, end: place.end });
}

function countBrackets(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|(^|\s)#.*$/g, "");
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0;
  return count(/[[{]/g) - count(/[\]}]/g);
}
