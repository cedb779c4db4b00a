// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { firstLine, Markdown } from "#components/ui/text/markdown";

describe("Markdown", () => {
  afterEach(cleanup);

  it("runs no HTML, no script address, and asks no other host for a picture", () => {
    const { container } = render(
      <Markdown
        text={
          "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![pixel](https://spy/p)"
        }
      />,
    );
    expect(container.querySelector("script, img, [onerror]")).toBeNull();
    expect(screen.getByText("a").getAttribute("href")).not.toContain("javascript");
    expect(screen.getByText("pixel")).toBeTruthy();
  });

  it.each([
    {
      why: "a placeholder in angle brackets is text",
      text: "The form is <namespace>/<name>, e.g. team-a/<db>. Use **both**.",
      shows: "The form is <namespace>/<name>, e.g. team-a/<db>. Use both.",
    },
    { why: "a placeholder at the start of a line is text", text: "<name> of it", shows: "<name> of it" },
    {
      why: "a placeholder in code is text",
      text: "`get <pod>`\n\n    get <pod>",
      shows: "get <pod>get <pod>",
    },
    {
      why: "formatting tags and entities are no code for the reader",
      text: 'Decides it.<br/><pre>"a": \\{<br/>&nbsp;}</pre>Default is &lt;none&gt;.',
      shows: 'Decides it."a": {\u00a0}Default is <none>.',
    },
    { why: "names keep their underscores", text: "* first_name_of_it", shows: "first_name_of_it" },
    { why: "a list in HTML keeps its items", text: "<ul><li>one</li><li>two</li></ul>", shows: "• one• two" },
    { why: "a script is text", text: "a <script>alert(1)</script>", shows: "a <script>alert(1)</script>" },
  ])("$why", ({ text, shows }) => {
    const { container } = render(<Markdown text={text} />);
    expect(container.textContent?.replaceAll("\n", "")).toBe(shows);
  });

  it("keeps the page's outline: its headings start at the third level", () => {
    render(<Markdown text={"# Big\n\n## Less"} />);
    expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(2);
  });
});

describe("firstLine", () => {
  it("reads only the beginning of a paragraph: its patterns may take the square of what they read", () => {
    expect(firstLine("[".repeat(300_000))).toHaveLength(2_000);
  });

  it.each([
    { why: "the first sentence", text: "A database. With backups.", gives: "A database." },
    { why: "headings are skipped", text: "# PostgreSQL\n\nA database\nfor you", gives: "A database for you" },
    {
      why: "marks are dropped, link texts stay",
      text: "A **fast** [`cache`](https://x)",
      gives: "A fast cache",
    },
    { why: "a version is no end of a sentence", text: "Runs 16.4 now. More.", gives: "Runs 16.4 now." },
    {
      why: "a list is announced, but not shown",
      text: "All of it, in one request:\n\n- a database",
      gives: "All of it, in one request.",
    },
    { why: "placeholders stay", text: "The <name> of it. More.", gives: "The <name> of it." },
    {
      why: "names keep their underscores",
      text: "Sets max_open_files and _this_.",
      gives: "Sets max_open_files and this.",
    },
    { why: "formatting tags vanish", text: "One.<br/>Two &amp; three", gives: "One." },
    {
      why: "e.g. ends no sentence",
      text: "The form is <namespace>/<name>, e.g. a/b. More.",
      gives: "The form is <namespace>/<name>, e.g. a/b.",
    },
    { why: "e.g. before a name", text: "A host, e.g. Example. More.", gives: "A host, e.g. Example." },
    { why: "e.g. before code", text: "A host (e.g. `a.b`). More.", gives: "A host (e.g. a.b)." },
    { why: "i.e. before code", text: "The name, i.e. `a`. `b` is not.", gives: "The name, i.e. a." },
    { why: "etc. inside a sentence", text: "CPU etc. and more. More.", gives: "CPU etc. and more." },
    {
      why: "other abbreviations",
      text: "HDD vs. SSD, cf. RFC 1, approx. 5 GB. More.",
      gives: "HDD vs. SSD, cf. RFC 1, approx. 5 GB.",
    },
    { why: "the number of a thing", text: "Is issue no. 5 of it. More.", gives: "Is issue no. 5 of it." },
    { why: "no is an answer as well", text: "Say yes or no. More.", gives: "Say yes or no." },
    { why: "a version can end a sentence", text: "Needs v1. More.", gives: "Needs v1." },
    {
      why: "a small letter begins no sentence",
      text: "Needs v1. or newer. More.",
      gives: "Needs v1. or newer.",
    },
    {
      why: "a word that ends as an abbreviation does",
      text: "Use the config. More.",
      gives: "Use the config.",
    },
    { why: "code begins a sentence", text: "One. `two` is next.", gives: "One." },
    { why: "a quote begins a sentence", text: 'One. "two" is next.', gives: "One." },
    { why: "a number begins a sentence", text: "One! 2 are next.", gives: "One!" },
    { why: "marks close after a sentence", text: "**One.** Two.", gives: "One." },
    { why: "an abbreviation at the end", text: "CPU, memory etc.", gives: "CPU, memory etc." },
    { why: "scripts without capitals", text: "One. 二 is next.", gives: "One." },
    { why: "nothing gives nothing", text: "", gives: "" },
  ])("$why", ({ text, gives }) => expect(firstLine(text)).toBe(gives));
});
