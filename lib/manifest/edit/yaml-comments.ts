import { Lexer } from "yaml";

/** The lexer's sign that the next token is a scalar, which may begin with a # in a block. */
const SCALAR_MARK = "\u001f";
/** Signs of the lexer that are not in the text: of a document, a scalar, the end of a flow collection. */
const MARKS = ["\u0002", SCALAR_MARK, "\u0018"];

interface Token {
  text: string;
  isComment: boolean;
}

/** The tokens of a YAML text in order. Joined, they are the text. */
export function* tokenizeComments(text: string): Generator<Token> {
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!MARKS.includes(token)) yield { text: token, isComment: token.startsWith("#") && !isScalar };
    isScalar = token === SCALAR_MARK;
  }
}
