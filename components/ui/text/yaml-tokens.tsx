export type TokenKind = "key" | "value" | "literal" | "comment" | "mark";

export interface Token {
  kind: TokenKind;
  text: string;
}

const KEY =
  /^(\s*(?:- +)*)((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},&*!|>%@`-][^#:]*?|-[^\s#:][^#:]*?|[^\s#:]+(?::[^\s#:]+)*))(:)(?=\s|$)/;
const LITERAL = /^(?:true|false|null|~|[-+]?(?:\d[\d_]*)(?:\.\d+)?(?:[eE][-+]?\d+)?|0x[0-9a-fA-F]+)$/;
const BLOCK_HEADER = /^[|>][-+0-9]*\s*(?:#.*)?$/;

/** Lines of YAML as coloured pieces. It reads for the eye only: joined, the pieces are exactly the line. Text in a
 * block scalar (YAML 1.2.2, 8.1) is value throughout, whatever it looks like. */
export function tokenizeYaml(code: string): Token[][] {
  let block: number | undefined;
  return code.split("\n").map((line) => {
    const indent = line.search(/\S/);
    if (block !== undefined && (indent < 0 || indent > block)) return [{ kind: "value", text: line }];
    block = undefined;
    const tokens = tokenizeLine(line);
    const last = tokens.findLast((token) => token.kind === "value");
    if (last && BLOCK_HEADER.test(last.text.trim())) block = indent;
    return tokens;
  });
}

function tokenizeLine(line: string): Token[] {
  if (/^\s*#/.test(line)) return [{ kind: "comment", text: line }];
  if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) return [{ kind: "mark", text: line }];
  const key = KEY.exec(line);
  if (key) {
    const [whole, lead = "", name = "", colon = ""] = key;
    const rest = tokenizeValue(line.slice(whole.length));
    return [
      { kind: "mark" as const, text: lead },
      { kind: "key" as const, text: name },
      { kind: "mark" as const, text: colon },
      ...rest,
    ].filter((token) => token.text);
  }
  const lead = /^\s*(?:- +|-$)*/.exec(line)?.[0] ?? "";
  const mark: Token[] = lead ? [{ kind: "mark", text: lead }] : [];
  return [...mark, ...tokenizeValue(line.slice(lead.length))];
}

function tokenizeValue(text: string): Token[] {
  if (!text) return [];
  const quoted = /^\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(text)?.[0] ?? "";
  const comment = text.slice(quoted.length).search(/(?:^|\s)#/);
  const end = comment < 0 ? text.length : quoted.length + comment;
  const value = text.slice(0, end);
  const tokens: Token[] = value
    ? [{ kind: LITERAL.test(value.trim()) ? "literal" : "value", text: value }]
    : [];
  return end < text.length ? [...tokens, { kind: "comment", text: text.slice(end) }] : tokens;
}
