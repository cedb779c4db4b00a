/** Why a text is refused. The message is a sentence without the line. */
export class YamlProblem extends Error {
  readonly from: number;
  readonly to: number;

  /** @param from offset in the text, in UTF-16 units; `to` is the offset behind the part that is wrong */
  constructor(message: string, from: number, to: number = from + 1) {
    super(message);
    this.from = from;
    this.to = to;
  }
}

/** The text is not YAML, whoever reads it. */
export class YamlSyntaxProblem extends YamlProblem {}
