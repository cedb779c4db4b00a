/** Reads RE2's syntax into nodes. https://github.com/google/re2/wiki/Syntax */
import {
  type CharSet,
  foldRange,
  type PatternNode,
  PERL,
  POSIX,
  positive,
  type Range,
  Untranslatable,
} from "#lib/schema/pattern-set";

const CONTROL: Record<string, number> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
const NEWLINE: Range = [10, 10];

/** The branches of a pattern; throws Untranslatable for what JavaScript reads otherwise. */
export function parsePattern(re2: string): PatternNode[][] {
  const parser = new Parser(re2);
  const branches = parser.parseBranches();
  if (!parser.atEnd()) throw new Untranslatable();
  return branches;
}

class Parser {
  private readonly chars: string[];
  private position = 0;
  private ignoreCase = false;
  private dotAll = false;

  constructor(pattern: string) {
    this.chars = [...pattern];
    this.readFlags();
  }

  atEnd(): boolean {
    return this.position >= this.chars.length;
  }

  parseBranches(): PatternNode[][] {
    const branches = [this.parseBranch()];
    while (this.take("|")) branches.push(this.parseBranch());
    return branches;
  }

  private parseBranch(): PatternNode[] {
    const nodes: PatternNode[] = [];
    while (!this.atEnd() && this.peek() !== "|" && this.peek() !== ")") {
      nodes.push(...this.parseQuantified());
    }
    return nodes;
  }

  private parseQuantified(): PatternNode[] {
    const atoms = this.parseAtom();
    const last = atoms.at(-1);
    const quantifier = last && this.readQuantifier();
    if (!last || !quantifier) return atoms;
    if (last.type === "anchor") throw new Untranslatable();
    return [...atoms.slice(0, -1), { type: "repeat", node: last, ...quantifier }];
  }

  private parseAtom(): PatternNode[] {
    const char = this.next();
    if (char === "(") return [this.parseGroup()];
    if (char === "[") return [this.fold(this.parseClass())];
    if (char === ".") return [{ type: "set", negated: true, ranges: this.dotAll ? [] : [NEWLINE] }];
    if (char === "^" || char === "$") return [{ type: "anchor", text: char }];
    if (char === "*" || char === "+" || char === "?") throw new Untranslatable();
    if (char === "\\") return this.parseEscape();
    return [this.literal(codeOf(char))];
  }

  private parseGroup(): PatternNode {
    if (this.take("?")) {
      const name = this.readWhile(/[P<\w:]/);
      if (!/^(:|P?<\w+)$/.test(name)) throw new Untranslatable();
      if (name !== ":" && !this.take(">")) throw new Untranslatable();
    }
    const branches = this.parseBranches();
    if (!this.take(")")) throw new Untranslatable();
    return { type: "group", branches };
  }

  private parseEscape(): PatternNode[] {
    const char = this.next();
    if (char === "A") return [{ type: "anchor", text: "^" }];
    if (char === "z") return [{ type: "anchor", text: "$" }];
    if (char === "b" || char === "B") return [{ type: "anchor", text: `\\${char}` }];
    if (char === "Q") return this.parseQuoted();
    const perl = PERL[char.toLowerCase()];
    if (perl) return [{ type: "set", ranges: perl, negated: char !== char.toLowerCase() }];
    return [this.literal(this.readEscapedCode(char))];
  }

  private parseQuoted(): PatternNode[] {
    const nodes: PatternNode[] = [];
    while (!this.atEnd()) {
      if (this.peek() === "\\" && this.chars[this.position + 1] === "E") {
        this.position += 2;
        break;
      }
      nodes.push(this.literal(codeOf(this.next())));
    }
    return nodes;
  }

  private parseClass(): CharSet {
    const negated = this.take("^");
    const ranges: Range[] = [];
    for (let first = true; first || this.peek() !== "]"; first = false) ranges.push(...this.parseClassItem());
    this.next();
    return { type: "set", ranges, negated };
  }

  private parseClassItem(): Range[] {
    const char = this.next();
    if (char === "[" && this.peek() === ":") return this.parsePosix();
    if (char === "\\") {
      const perl = PERL[this.peek().toLowerCase()];
      if (perl) return positive({ type: "set", ranges: perl, negated: /[DSW]/.test(this.next()) });
    }
    const low = char === "\\" ? this.readEscapedCode(this.next()) : codeOf(char);
    if (this.peek() !== "-" || this.chars[this.position + 1] === "]") return [[low, low]];
    this.next();
    const end = this.next();
    const high = end === "\\" ? this.readEscapedCode(this.next()) : codeOf(end);
    if (high < low) throw new Untranslatable();
    return [[low, high]];
  }

  private parsePosix(): Range[] {
    this.next();
    const ranges = POSIX[this.readWhile(/\w/)];
    if (!ranges || !this.take(":") || !this.take("]")) throw new Untranslatable();
    return ranges;
  }

  private readEscapedCode(char: string): number {
    const control = CONTROL[char];
    if (control !== undefined) return control;
    if (char === "x") return this.readHex();
    // What is left with a letter or digit (\C, \p{…}, octals) differs between the two languages.
    if (/[A-Za-z0-9]/.test(char)) throw new Untranslatable();
    return codeOf(char);
  }

  private readHex(): number {
    const digits = this.take("{") ? this.readWhile(/[0-9A-Fa-f]/) : this.next() + this.next();
    if (digits.length > 2 || this.peek() === "}") this.next();
    if (!/^[0-9A-Fa-f]{1,6}$/.test(digits)) throw new Untranslatable();
    return Number.parseInt(digits, 16);
  }

  private readQuantifier(): { text: string; unbounded: boolean; optional: boolean } | undefined {
    const counted = this.readCount();
    const text = counted ?? (/[*+?]/.test(this.peek()) ? this.next() : undefined);
    if (text === undefined) return undefined;
    this.take("?"); // Laziness changes what is captured, not whether it matches.
    const unbounded = text === "*" || text === "+" || text.endsWith(",}");
    return { text, unbounded, optional: /^([*?]|\{0)/.test(text) };
  }

  private readCount(): string | undefined {
    const text = this.chars.slice(this.position, this.position + 12).join("");
    const count = /^\{\d+(,\d*)?\}/.exec(text)?.[0];
    if (count !== undefined) this.position += count.length;
    return count;
  }

  private readFlags(): void {
    const flags = /^\(\?([is]+)\)/.exec(this.chars.join(""))?.[1];
    if (flags === undefined) return;
    this.position = flags.length + 3;
    this.ignoreCase = flags.includes("i");
    this.dotAll = flags.includes("s");
  }

  private literal(code: number): CharSet {
    return this.fold({ type: "set", ranges: [[code, code]], negated: false });
  }

  private fold(set: CharSet): CharSet {
    return this.ignoreCase ? { ...set, ranges: set.ranges.flatMap(foldRange) } : set;
  }

  private peek(): string {
    return this.chars[this.position] ?? "";
  }

  private next(): string {
    const char = this.chars[this.position];
    if (char === undefined) throw new Untranslatable();
    this.position++;
    return char;
  }

  private take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.position++;
    return true;
  }

  private readWhile(pattern: RegExp): string {
    let text = "";
    while (!this.atEnd() && pattern.test(this.peek())) text += this.next();
    return text;
  }
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
