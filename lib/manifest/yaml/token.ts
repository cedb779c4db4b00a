/** What the scanner makes of a text and the parser reads. */
export type TokenType =
  | "stream end"
  | "document start"
  | "document end"
  | "block sequence"
  | "block map"
  | "block end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "?"
  | ":"
  | "alias"
  | "anchor"
  | "scalar";

export interface Token {
  type: TokenType;
  /** Offsets in the text. */
  from: number;
  to: number;
  /** Of a scalar its text, of an anchor or alias its name. */
  text: string;
  /** A scalar without quotes, and not a block: what it says decides what it is. */
  plain: boolean;
}
