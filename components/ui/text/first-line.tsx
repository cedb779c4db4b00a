import { readHtmlText } from "#lib/form/convert/description-html";
import { showMarks } from "#lib/manifest/direction-marks";

/** Characters of a paragraph that are read for one line: a pattern may take the square of them. */
const MOST_READ = 2_000;

/** The first sentence or line of Markdown as plain text, for one line on a card. */
export function firstLine(text: string): string {
  const paragraph = readHtmlText(firstParagraph(showMarks(text.slice(0, MOST_READ))))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return (
    firstSentence(paragraph)
      .replace(/[*`]/g, "")
      // An underscore inside a word is part of a name.
      .replace(/(?<![A-Za-z0-9_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9_])/g, "")
      .trim()
      // The block that this line announces is not shown.
      .replace(/:$/, ".")
  );
}

/** Punctuation, and the marks that close around it, before anything that is no small letter. */
const SENTENCE_END = /[.!?]["'”’)\]*_`]*(?= \P{Ll}|$)/gu;

/** Abbreviations whose dot does not end a sentence before a name, a number or code. */
const ABBREVIATION = /(?:^|[^\p{L}\p{N}])(?:e\.g|eg|i\.e|ie|etc|vs|cf|ca|approx|resp|incl|excl|viz|fig)$/iu;

/** Up to the first end of a sentence in one line of Markdown; all of it where there is none. */
function firstSentence(line: string): string {
  for (const { 0: mark, index } of line.matchAll(SENTENCE_END)) {
    const before = line.slice(0, index);
    const end = index + mark.length;
    const isNumber = /\bno$/i.test(before) && /^ \d/.test(line.slice(end));
    if (!ABBREVIATION.test(before) && !isNumber) return line.slice(0, end);
  }
  return line;
}

function firstParagraph(text: string): string {
  const left = text.trim();
  const end = left.search(/\n\s*\n/);
  if (!left.startsWith("#")) return end < 0 ? left : left.slice(0, end);
  return end < 0 ? "" : firstParagraph(left.slice(end));
}
