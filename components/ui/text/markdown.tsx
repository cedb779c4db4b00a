import ReactMarkdown, { type Components } from "react-markdown";
import { cn } from "#components/ui/cn";
import { readHtmlText, showHtmlAsText } from "#lib/form/convert/description-html";
import { showMarks } from "#lib/manifest/direction-marks";

// The page has its own h1 and h2: a description's headings start below.
const components: Components = {
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => (
    <a href={href} rel="noreferrer noopener">
      {children}
    </a>
  ),
  // A picture would tell its host who looks, and would move the page when it comes.
  img: ({ alt }) => <span>{alt}</span>,
};

/** Markdown from the cluster. HTML in it is shown as text, so that no `<placeholder>` vanishes, and never run. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div
      className={cn(
        "max-w-[72ch] space-y-3 [overflow-wrap:anywhere]",
        "[&_a]:text-primary [&_a]:underline [&_a]:underline-offset-4",
        "[&_code]:rounded-sm [&_code]:bg-muted [&_code]:px-1 [&_code]:font-mono [&_code]:text-sm",
        "[&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-muted [&_pre]:p-3 [&_pre_code]:p-0",
        "[&_h3]:pt-2 [&_h3]:font-semibold [&_h4]:font-semibold",
        "[&_li]:my-1 [&_ol]:list-decimal [&_ol]:ps-5 [&_ul]:list-disc [&_ul]:ps-5",
        className,
      )}
    >
      <ReactMarkdown remarkPlugins={[showHtmlAsText]} components={components}>
        {showMarks(text)}
      </ReactMarkdown>
    </div>
  );
}

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
