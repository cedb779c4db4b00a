/** Parses tokens to trees, by the grammar of go.yaml.in/yaml/v2 (parserc.go). */
import { MAX_YAML_DEPTH, MAX_YAML_NODES } from "#lib/manifest/yaml/limits";
import type { ListNode, MapNode, YamlNode } from "#lib/manifest/yaml/node";
import { YamlProblem, YamlSyntaxProblem } from "#lib/manifest/yaml/problem";
import { Scanner } from "#lib/manifest/yaml/scanner";
import type { Token, TokenType } from "#lib/manifest/yaml/token";

/**
 * The only non-empty document of a text; undefined where all documents are empty. Empty documents are
 * skipped, as in kubectl.
 * @throws YamlProblem where Go does not read the text as YAML, or where it has several documents, a tag or a
 * directive, or is too large
 */
export function parseDocument(text: string): YamlNode | undefined {
  return new Parser(text).parseStream();
}

/** Tokens that cannot begin the expected value, which is then empty. */
const AFTER_BLOCK_KEY: readonly TokenType[] = ["?", ":", "block end"];
const AFTER_FLOW_KEY: readonly TokenType[] = [":", ","];

class Parser {
  readonly #scanner: Scanner;
  #anchors = new Map<string, YamlNode>();
  #depth = 0;
  #count = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  parseStream(): YamlNode | undefined {
    let found = this.#peek("document start") ? undefined : this.#parseImplicitDocument();
    while (!this.#peek("stream end")) {
      while (this.#accept("document end"));
      if (this.#peek("stream end")) break;
      const start = this.#accept("document start");
      if (!start)
        throw new YamlProblem("Nothing can follow the end of a document (...).", this.#scanner.peek().from);
      const document = this.#parseExplicitDocument();
      if (document && found) {
        throw new YamlProblem(
          "One file holds one object. Remove the second document.",
          document.from,
          document.to,
        );
      }
      found ??= document;
    }
    return found;
  }

  #parseImplicitDocument(): YamlNode | undefined {
    if (this.#peek("stream end")) return undefined;
    const node = this.#parseNode(true, false);
    this.#accept("document end");
    return node;
  }

  #parseExplicitDocument(): YamlNode | undefined {
    this.#anchors = new Map();
    const [ending] = (["document start", "document end", "stream end"] as const).filter((type) =>
      this.#peek(type),
    );
    // kubectl reads each document by itself, so an end without a document is an error.
    if (ending === "document end")
      throw new YamlProblem("There is no document to end here.", this.#scanner.peek().from);
    if (ending !== undefined) return undefined;
    const node = this.#parseNode(true, false);
    this.#accept("document end");
    return node;
  }

  /**
   * @param isBlock whether block collections are allowed here
   * @param isValue whether a list may have the same indentation as its key
   */
  #parseNode(isBlock: boolean, isValue: boolean): YamlNode {
    const alias = this.#accept("alias");
    if (alias) return this.#resolveAlias(alias);
    const anchor = this.#accept("anchor");
    this.#depth += 1;
    if (this.#depth > MAX_YAML_DEPTH) {
      const message = `Maps and lists are nested deeper than ${MAX_YAML_DEPTH} levels here.`;
      throw new YamlProblem(message, this.#scanner.peek().from);
    }
    const node = this.#parseContent(isBlock, isValue, anchor);
    this.#depth -= 1;
    return node;
  }

  #parseContent(isBlock: boolean, isValue: boolean, anchor: Token | undefined): YamlNode {
    const token = this.#scanner.peek();
    if (isValue && token.type === "-") return this.#parseIndentlessList(this.#startList(token, anchor));
    if (token.type === "scalar") {
      const { from, to, text, plain } = this.#scanner.take();
      return this.#register({ kind: "scalar", text, plain, from, to }, anchor);
    }
    if (token.type === "[") return this.#parseFlowList(this.#startList(this.#scanner.take(), anchor));
    if (token.type === "{") return this.#parseFlowMap(this.#startMap(this.#scanner.take(), anchor));
    if (isBlock && token.type === "block sequence")
      return this.#parseBlockList(this.#startList(this.#scanner.take(), anchor));
    if (isBlock && token.type === "block map")
      return this.#parseBlockMap(this.#startMap(this.#scanner.take(), anchor));
    if (anchor) return this.#register(emptyScalar(anchor.to), anchor);
    throw new YamlSyntaxProblem(
      `A value was expected, and not ${describeToken(token)}.`,
      token.from,
      token.to,
    );
  }

  #parseBlockList(list: ListNode): ListNode {
    for (let dash = this.#accept("-"); dash; dash = this.#accept("-")) {
      list.items.push(this.#parseValue(["-", "block end"], dash.to, true, false));
    }
    list.to = this.#expect("block end", "Another item (-) of the list was expected").to;
    return list;
  }

  #parseIndentlessList(list: ListNode): ListNode {
    for (let dash = this.#accept("-"); dash; dash = this.#accept("-")) {
      list.items.push(this.#parseValue(["-", "?", ":", "block end"], dash.to, true, false));
    }
    list.to = this.#scanner.peek().from;
    return list;
  }

  #parseBlockMap(map: MapNode): MapNode {
    for (;;) {
      const mark = this.#accept("?");
      if (!mark && !this.#peek(":")) break;
      if (!mark) throw new YamlSyntaxProblem("A key is missing before the colon.", this.#scanner.peek().from);
      const key = this.#parseValue(AFTER_BLOCK_KEY, mark.to, true, true);
      const colon = this.#accept(":");
      const value = colon ? this.#parseValue(AFTER_BLOCK_KEY, colon.to, true, true) : emptyScalar(key.to);
      map.pairs.push({ key, value });
    }
    map.to = this.#expect("block end", "A key of the map was expected").to;
    return map;
  }

  #parseFlowList(list: ListNode): ListNode {
    for (let isFirst = true; !this.#peek("]"); isFirst = false) {
      if (!isFirst) this.#expect(",", "A comma or ] was expected");
      if (this.#peek("]")) break;
      const mark = this.#accept("?");
      list.items.push(mark ? this.#parseFlowPair(mark) : this.#parseNode(false, false));
    }
    list.to = this.#scanner.take().to;
    return list;
  }

  /** `[key: value]`: a map of one pair. */
  #parseFlowPair(mark: Token): MapNode {
    const map = this.#startMap(mark, undefined);
    const key = this.#parseValue([":", ",", "]"], mark.to, false, false);
    map.pairs.push({ key, value: this.#parseFlowValue(key, "]") });
    map.to = map.pairs[0]?.value.to ?? map.to;
    return map;
  }

  #parseFlowMap(map: MapNode): MapNode {
    for (let isFirst = true; !this.#peek("}"); isFirst = false) {
      if (!isFirst) this.#expect(",", "A comma or } was expected");
      if (this.#peek("}")) break;
      const mark = this.#accept("?");
      if (!mark) {
        const key = this.#parseNode(false, false);
        map.pairs.push({ key, value: emptyScalar(key.to) });
        continue;
      }
      const key = this.#parseValue([...AFTER_FLOW_KEY, "}"], mark.to, false, false);
      map.pairs.push({ key, value: this.#parseFlowValue(key, "}") });
    }
    map.to = this.#scanner.take().to;
    return map;
  }

  #parseFlowValue(key: YamlNode, end: TokenType): YamlNode {
    const colon = this.#accept(":");
    return colon ? this.#parseValue([",", end], colon.to, false, false) : emptyScalar(key.to);
  }

  /** A node, or an empty scalar at `place` where one of `endings` follows. */
  #parseValue(endings: readonly TokenType[], place: number, isBlock: boolean, isValue: boolean): YamlNode {
    if (!endings.some((type) => this.#peek(type))) return this.#parseNode(isBlock, isValue);
    this.#countNode(place);
    return emptyScalar(place);
  }

  #startList({ from, to }: Token, anchor: Token | undefined): ListNode {
    return this.#register({ kind: "list", items: [], from, to }, anchor);
  }

  #startMap({ from, to }: Token, anchor: Token | undefined): MapNode {
    return this.#register({ kind: "map", pairs: [], from, to }, anchor);
  }

  #register<T extends YamlNode>(node: T, anchor: Token | undefined): T {
    this.#countNode(node.from);
    if (anchor) this.#anchors.set(anchor.text, node);
    return node;
  }

  #resolveAlias({ text: name, from, to }: Token): YamlNode {
    this.#countNode(from);
    const target = this.#anchors.get(name);
    if (!target) throw new YamlSyntaxProblem(`No anchor &${name} stands before this alias.`, from, to);
    return { kind: "alias", name, target, from, to };
  }

  #countNode(place: number): void {
    this.#count += 1;
    if (this.#count > MAX_YAML_NODES) {
      throw new YamlProblem(`The text holds more than ${MAX_YAML_NODES} keys and values. Shorten it.`, place);
    }
  }

  #peek(type: TokenType): boolean {
    return this.#scanner.peek().type === type;
  }

  #accept(type: TokenType): Token | undefined {
    return this.#peek(type) ? this.#scanner.take() : undefined;
  }

  #expect(type: TokenType, what: string): Token {
    const token = this.#accept(type);
    if (token) return token;
    const { from, to } = this.#scanner.peek();
    throw new YamlSyntaxProblem(`${what} here. Check the indentation and the brackets.`, from, to);
  }
}

function emptyScalar(place: number): YamlNode {
  return { kind: "scalar", text: "", plain: true, from: place, to: place };
}

function describeToken({ type }: Token): string {
  if (type === "stream end") return "the end of the text";
  if (type.length === 1) return type;
  return type === "block end" ? "a line that is less far in" : `the start of a ${type}`;
}
