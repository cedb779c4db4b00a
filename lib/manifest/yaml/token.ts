/** Tokens that the scanner produces and the parser reads. */
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
  /** An unquoted scalar that is not a block: the text decides the type. */
  plain: boolean;
}
