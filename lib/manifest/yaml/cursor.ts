/** A position that moves through a text, with the tests that the scanner needs. */

export interface Mark {
  /** In UTF-16 units. */
  offset: number;
  /** In characters, as Go counts them. */
  index: number;
  line: number;
  column: number;
}

export const END = 0;
const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;

/** The text holds no NUL: {@link END} is its end. Its only line breaks are `\n` and `\r\n`. */
export class Cursor implements Mark {
  readonly text: string;
  offset = 0;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text;
  }

  mark(): Mark {
    const { offset, index, line, column } = this;
    return { offset, index, line, column };
  }

  /** The UTF-16 unit at the given distance ahead. */
  code(ahead = 0): number {
    const at = this.offset + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  is(character: string, ahead = 0): boolean {
    return this.text[this.offset + ahead] === character;
  }

  isOneOf(characters: string): boolean {
    return this.offset < this.text.length && characters.includes(this.text.charAt(this.offset));
  }

  isEnd(): boolean {
    return this.offset >= this.text.length;
  }

  isBlank(ahead = 0): boolean {
    const code = this.code(ahead);
    return code === SPACE || code === TAB;
  }

  isBreak(ahead = 0): boolean {
    const code = this.code(ahead);
    return code === LINE_FEED || code === RETURN;
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.isBreak(ahead) || this.code(ahead) === END;
  }

  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** `---` or `...` at the start of a line, with nothing joined to it. */
  isDocumentIndicator(sign: "-" | "."): boolean {
    return this.column === 0 && this.is(sign) && this.is(sign, 1) && this.is(sign, 2) && this.isBlankOrEnd(3);
  }

  /** Moves over one character. */
  skip(): void {
    const code = this.code();
    this.offset += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
    this.index += 1;
    this.column += 1;
  }

  /** Moves over the given number of characters of one UTF-16 unit each. */
  skipUnits(count: number): void {
    this.offset += count;
    this.index += count;
    this.column += count;
  }

  /** Moves over a line break, if there is one. */
  skipBreak(): void {
    if (!this.isBreak()) return;
    const width = this.code() === RETURN && this.code(1) === LINE_FEED ? 2 : 1;
    this.offset += width;
    this.index += width;
    this.line += 1;
    this.column = 0;
  }

  skipBlanks(): void {
    while (this.isBlank()) this.skip();
  }

  /** Moves over a comment, if one begins here, up to the end of the line. */
  skipComment(): void {
    if (this.is("#")) while (!this.isBreakOrEnd()) this.skip();
  }

  /** Moves over a character and returns it. */
  read(): string {
    const { offset } = this;
    this.skip();
    return this.text.slice(offset, this.offset);
  }

  /** Moves over a line break and returns it as Go does. */
  readBreak(): string {
    this.skipBreak();
    return "\n";
  }
}
