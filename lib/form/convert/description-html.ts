/**
 * HTML in descriptions of APIs. Generators write `<br/>` and `<pre>`. Authors write placeholders such as
 * `<namespace>/<name>`, which Markdown reads as HTML as well. Formatting tags become the formatting that they
 * name; every other tag becomes text. The browser never gets the HTML itself.
 */

/** The part of a Markdown syntax tree that this file reads. https://github.com/syntax-tree/mdast */
interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
}

/** Tags that have no meaning inside a line. A line break replaces them where they begin or end a block. */
const BLOCK_TAGS = new Set([
  "p",
  "div",
  "pre",
  "ul",
  "ol",
  "table",
  "tr",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "hr",
]);
const INLINE_TAGS = new Set([
  "b",
  "strong",
  "i",
  "em",
  "u",
  "code",
  "span",
  "tt",
  "sub",
  "sup",
  "small",
  "td",
  "th",
]);

const ENTITIES: Record<string, string> = {
  nbsp: "\u00a0",
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  "#39": "'",
};

const TAG_OR_ENTITY = /<\/?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?\/?>|&([a-zA-Z]+|#39);/g;

/** A remark plugin: shows HTML as text. */
export function showHtmlAsText() {
  return (tree: MarkdownNode) => replaceHtml(tree, true);
}

function replaceHtml(node: MarkdownNode, holdsBlocks: boolean): void {
  node.children = node.children?.flatMap((child): MarkdownNode[] => {
    if (child.type !== "html") {
      replaceHtml(child, child.type === "blockquote" || child.type === "listItem");
      return [child];
    }
    const inline = splitHtml(child.value ?? "");
    return holdsBlocks ? [{ type: "paragraph", children: inline }] : inline;
  });
}

function splitHtml(html: string): MarkdownNode[] {
  const lines = readHtmlText(html).split("\n");
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ type: "break" }] : []),
    ...(line ? [{ type: "text", value: line }] : []),
  ]);
}

/**
 * The text of HTML: block tags become line breaks, other formatting tags are removed, unknown tags stay as
 * text.
 */
export function readHtmlText(html: string): string {
  return html.replace(TAG_OR_ENTITY, (match, tag: string | undefined, entity: string | undefined) => {
    if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? match;
    const name = tag?.toLowerCase() ?? "";
    if (name === "br" || BLOCK_TAGS.has(name)) return "\n";
    if (name === "li") return match.startsWith("</") ? "" : "\n• ";
    return INLINE_TAGS.has(name) || isLink(name, match) ? "" : match;
  });
}

/** `<a>` without attributes is more likely a placeholder. */
function isLink(name: string, tag: string): boolean {
  return name === "a" && (tag.startsWith("</") || /\shref=/i.test(tag));
}
