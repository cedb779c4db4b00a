import { Fragment } from "react";

/** A text with the found words marked. `terms` are in lower case; none marks nothing. */
export function Highlight({ text, terms }: { text: string; terms: readonly string[] }) {
  if (terms.length === 0) return text;
  // The longest first: "post" must not win over "postgresql".
  const words = terms.toSorted((a, b) => b.length - a.length).map(escapePattern);
  return text.split(new RegExp(`(${words.join("|")})`, "giu")).map((part, index) => {
    const key = `${index} ${part}`;
    return index % 2 === 1 ? (
      <mark key={key} className="rounded-xs bg-primary-tint text-inherit">
        {part}
      </mark>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}

function escapePattern(term: string): string {
  return term.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
