/**
 * Scans text to tokens, step by step as go.yaml.in/yaml/v2 does (scannerc.go), so that both find the same
 * tokens. Names follow that file. Tags and directives are refused here.
 */
import { Cursor, type Mark } from "#lib/manifest/yaml/cursor";
import { YamlProblem, YamlSyntaxProblem } from "#lib/manifest/yaml/problem";
import { scanBlockScalar, scanPlainScalar, scanQuotedScalar } from "#lib/manifest/yaml/scan-scalar";
import type { Token, TokenType } from "#lib/manifest/yaml/token";

/** A place where a map key may begin. A `:` behind it makes it a key. */
interface SimpleKey {
  isPossible: boolean;
  /** Only a key is valid there. */
  isRequired: boolean;
  /** The number of the token that starts there. */
  token: number;
  mark: Mark;
}

/** YAML's limit on the characters between a key's start and its `:`. */
const MAX_KEY_LENGTH = 1024;

const BLOCK_SCALARS: Record<string, boolean> = { "|": true, ">": false };
const NOT_PLAIN = "-?:,[]{}#&*!|>'\"%@`";

export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  /** The first token, once nothing can be inserted before it. */
  #next: Token | undefined;
  /** Number of tokens already taken. */
  #taken = 0;
  #isDone = false;
  readonly #indents: number[] = [];
  #indent = -1;
  #flowLevel = 0;
  #allowsKey = true;
  readonly #keys: SimpleKey[] = [createKey()];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** The next token, without taking it. The last one is `stream end`. */
  peek(): Token {
    this.#next ??= this.#findNext();
    return this.#next;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.peek();
    if (token.type !== "stream end") {
      this.#tokens.shift();
      this.#taken += 1;
      this.#next = undefined;
    }
    return token;
  }

  #findNext(): Token {
    for (;;) {
      const token = this.#tokens[0];
      if (token && (this.#isDone || !this.#mayBecomeKey())) return token;
      this.#fetch();
    }
  }

  /** Whether a later `:` may insert a token before the next one. */
  #mayBecomeKey(): boolean {
    for (const key of this.#keys) {
      if (key.isPossible && key.token === this.#taken) return this.#isValid(key);
    }
    return false;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unrollIndent(cursor.column);
    if (cursor.isEnd()) this.#fetchEnd();
    else if (cursor.column === 0 && cursor.is("%")) throw new YamlProblem(DIRECTIVE, cursor.offset);
    else if (cursor.isDocumentIndicator("-")) this.#fetchDocumentIndicator("document start");
    else if (cursor.isDocumentIndicator(".")) this.#fetchDocumentIndicator("document end");
    else this.#fetchByCharacter(cursor.text.charAt(cursor.offset));
  }

  #fetchByCharacter(character: string): void {
    const cursor = this.#cursor;
    const isIndicator = this.#flowLevel > 0 || cursor.isBlankOrEnd(1);
    const isLiteral = BLOCK_SCALARS[character];
    if (character === "[" || character === "{") this.#fetchFlowStart(character);
    else if (character === "]" || character === "}") this.#fetchFlowEnd(character);
    else if (character === ",") this.#fetchFlowEntry();
    else if (character === "-" && cursor.isBlankOrEnd(1)) this.#fetchBlockEntry();
    else if (character === "?" && isIndicator) this.#fetchKey();
    else if (character === ":" && isIndicator) this.#fetchValue();
    else if (character === "*") this.#fetchAnchor("alias");
    else if (character === "&") this.#fetchAnchor("anchor");
    else if (character === "!") throw new YamlProblem(TAG, cursor.offset);
    else if (isLiteral !== undefined && this.#flowLevel === 0) this.#fetchBlockScalar(isLiteral);
    else if (character === "'" || character === '"') this.#fetchQuotedScalar();
    else if (this.#startsPlain(character)) this.#fetchPlainScalar();
    else
      throw this.#problem(
        `No value can begin with ${character === "\t" ? "a tab" : character}. Put it in quotes.`,
      );
  }

  #startsPlain(character: string): boolean {
    const cursor = this.#cursor;
    if (!cursor.isBlankOrEnd() && !NOT_PLAIN.includes(character)) return true;
    if (character === "-") return !cursor.isBlank(1);
    return this.#flowLevel === 0 && (character === "?" || character === ":") && !cursor.isBlankOrEnd(1);
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      // A tab is allowed where no key can begin.
      while (cursor.is(" ") || ((this.#flowLevel > 0 || !this.#allowsKey) && cursor.is("\t"))) cursor.skip();
      cursor.skipComment();
      if (!cursor.isBreak()) return;
      cursor.skipBreak();
      if (this.#flowLevel === 0) this.#allowsKey = true;
    }
  }

  #fetchEnd(): void {
    this.#cursor.column = 0;
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#allowsKey = false;
    this.#isDone = true;
    this.#push("stream end", this.#cursor.offset);
  }

  #fetchDocumentIndicator(type: TokenType): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#allowsKey = false;
    this.#pushUnits(type, 3);
  }

  #fetchFlowStart(type: TokenType): void {
    this.#saveKey();
    this.#keys.push(createKey());
    this.#flowLevel += 1;
    this.#allowsKey = true;
    this.#pushUnits(type, 1);
  }

  #fetchFlowEnd(type: TokenType): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.pop();
    }
    this.#allowsKey = false;
    this.#pushUnits(type, 1);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#allowsKey = true;
    this.#pushUnits(",", 1);
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#allowsKey) throw this.#problem("A list item must begin on a new line.");
      this.#rollIndent("block sequence", this.#cursor);
    }
    this.#removeKey();
    this.#allowsKey = true;
    this.#pushUnits("-", 1);
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#allowsKey) throw this.#problem("A key must begin on a new line.");
      this.#rollIndent("block map", this.#cursor);
    }
    this.#removeKey();
    this.#allowsKey = this.#flowLevel === 0;
    this.#pushUnits("?", 1);
  }

  #fetchValue(): void {
    const key = this.#lastKey();
    if (this.#isValid(key)) {
      this.#insert(
        { type: "?", from: key.mark.offset, to: key.mark.offset, text: "", plain: false },
        key.token,
      );
      this.#rollIndent("block map", key.mark, key.token);
      key.isPossible = false;
      this.#allowsKey = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#allowsKey) {
          throw this.#problem(
            "A second : cannot stand here. Put a value that holds a colon and a space in quotes.",
          );
        }
        this.#rollIndent("block map", this.#cursor);
      }
      this.#allowsKey = this.#flowLevel === 0;
    }
    this.#pushUnits(":", 1);
  }

  #fetchAnchor(type: "alias" | "anchor"): void {
    this.#saveKey();
    this.#allowsKey = false;
    const cursor = this.#cursor;
    const from = cursor.offset;
    cursor.skip();
    while (/[\w-]/.test(cursor.text.charAt(cursor.offset))) cursor.skip();
    const name = cursor.text.slice(from + 1, cursor.offset);
    const isOver = cursor.isBlankOrEnd() || cursor.isOneOf("?:,]}%@`");
    if (name === "" || !isOver) {
      throw new YamlSyntaxProblem(
        `The name of an ${type} holds letters, digits, - and _ only.`,
        from,
        cursor.offset + 1,
      );
    }
    this.#push(type, from, name);
  }

  #fetchBlockScalar(isLiteral: boolean): void {
    this.#removeKey();
    this.#allowsKey = true;
    const from = this.#cursor.offset;
    this.#push("scalar", from, scanBlockScalar(this.#cursor, isLiteral, this.#indent));
  }

  #fetchQuotedScalar(): void {
    this.#saveKey();
    this.#allowsKey = false;
    const from = this.#cursor.offset;
    this.#push("scalar", from, scanQuotedScalar(this.#cursor));
  }

  #fetchPlainScalar(): void {
    this.#saveKey();
    this.#allowsKey = false;
    const from = this.#cursor.offset;
    const { text, to, endsLine } = scanPlainScalar(this.#cursor, this.#indent, this.#flowLevel > 0);
    if (endsLine) this.#allowsKey = true;
    this.#tokens.push({ type: "scalar", from, to, text, plain: true });
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    const { mark } = key;
    if (mark.line < this.#cursor.line || mark.index + MAX_KEY_LENGTH < this.#cursor.index) {
      if (key.isRequired) throw missingColon(mark);
      key.isPossible = false;
    }
    return key.isPossible;
  }

  #saveKey(): void {
    if (!this.#allowsKey) return;
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    this.#removeKey();
    const token = this.#taken + this.#tokens.length;
    this.#keys[this.#keys.length - 1] = { isPossible: true, isRequired, token, mark: this.#cursor.mark() };
  }

  #removeKey(): void {
    const key = this.#lastKey();
    if (key.isPossible && key.isRequired) throw missingColon(key.mark);
    key.isPossible = false;
  }

  #lastKey(): SimpleKey {
    return this.#keys.at(-1) ?? createKey();
  }

  /** Starts a block collection where the column is deeper. `number` is that of the token that follows. */
  #rollIndent(type: TokenType, { column, offset }: Mark, number?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#insert({ type, from: offset, to: offset, text: "", plain: false }, number);
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push("block end", this.#cursor.offset);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #insert(token: Token, number?: number): void {
    this.#tokens.splice(number === undefined ? this.#tokens.length : number - this.#taken, 0, token);
  }

  #push(type: TokenType, from: number, text = ""): void {
    this.#tokens.push({ type, from, to: this.#cursor.offset, text, plain: false });
  }

  #pushUnits(type: TokenType, count: number): void {
    const from = this.#cursor.offset;
    this.#cursor.skipUnits(count);
    this.#push(type, from);
  }

  #problem(message: string): YamlSyntaxProblem {
    return new YamlSyntaxProblem(message, this.#cursor.offset);
  }
}

const DIRECTIVE = "A directive (%) changes how the text is read. Remove the line.";
const TAG = "A tag (!) changes the type of a value. Remove it, or put a text that begins with ! in quotes.";

function createKey(): SimpleKey {
  const mark = { offset: 0, index: 0, line: 0, column: 0 };
  return { isPossible: false, isRequired: false, token: -1, mark };
}

function missingColon({ offset }: Mark): YamlSyntaxProblem {
  return new YamlSyntaxProblem("A colon is missing after this key.", offset);
}
