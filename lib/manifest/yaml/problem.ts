/** Why a text is refused. The message is a sentence without the line. */
export class YamlProblem extends Error {
  readonly from: number;
  readonly to: number;

  /** @param from offset in the text, in UTF-16 units; `to` is the offset behind the faulty part */
  constructor(message: string, from: number, to: number = from + 1) {
    super(message);
    this.from = from;
    this.to = to;
  }
}

/** The text is not YAML for any reader. */
export class YamlSyntaxProblem extends YamlProblem {}
