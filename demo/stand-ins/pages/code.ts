/** Texts of files and differences as HTML. */
import { type Html, html } from "#demo/stand-ins/pages/html";
import type { FileDifference } from "#demo/stand-ins/repository/differences";

/** A text that scrolls by itself; the keyboard can reach it. */
export function showText(label: string, lines: readonly Html[]): Html {
  return html`<pre tabindex="0" role="region" aria-label="${label}">${lines}</pre>`;
}

export function showFile(path: string, content: Buffer): Html {
  if (content.includes(0)) return html`<p class="quiet">The file is not text.</p>`;
  const lines = content.toString().replace(/\n$/, "").split("\n");
  return showText(
    path,
    lines.map((line) => html`<code>${line || " "}</code>`),
  );
}

/** @param patch hunks, as Git writes them; undefined for a binary file */
export function showDifference(
  { path, previousPath, status }: FileDifference,
  patch: string | undefined,
): Html {
  const from = previousPath === undefined ? "" : ` from ${previousPath}`;
  const lines = (patch ?? "").split("\n").map((line) => {
    const kind = line.startsWith("@@")
      ? "hunk"
      : line.startsWith("+")
        ? "added"
        : line.startsWith("-")
          ? "removed"
          : "same";
    return html`<code class="${kind}">${line || " "}</code>`;
  });
  return html`<figure>
<figcaption>${path} <span class="quiet">(${status}${from})</span></figcaption>
${patch === undefined ? html`<p class="quiet">Git shows no lines of this file.</p>` : showText(`Difference of ${path}`, lines)}
</figure>`;
}
