// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { firstLine } from "#components/ui/text/first-line";
import { Markdown } from "#components/ui/text/markdown";

describe("Markdown", () => {
  afterEach(cleanup);

  it("renders no HTML, no script URL and no image of another host", () => {
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
      why: "shows a placeholder in angle brackets as text",
      text: "The form is <namespace>/<name>, e.g. team-a/<db>. Use **both**.",
      shows: "The form is <namespace>/<name>, e.g. team-a/<db>. Use both.",
    },
    {
      why: "shows a placeholder at the start of a line as text",
      text: "<name> of it",
      shows: "<name> of it",
    },
    {
      why: "shows a placeholder in code as text",
      text: "`get <pod>`\n\n    get <pod>",
      shows: "get <pod>get <pod>",
    },
    {
      why: "removes formatting tags and decodes entities",
      text: 'Decides it.<br/><pre>"a": \\{<br/>&nbsp;}</pre>Default is &lt;none&gt;.',
      shows: 'Decides it."a": {\u00a0}Default is <none>.',
    },
    { why: "keeps underscores in names", text: "* first_name_of_it", shows: "first_name_of_it" },
    {
      why: "keeps the items of an HTML list",
      text: "<ul><li>one</li><li>two</li></ul>",
      shows: "• one• two",
    },
    {
      why: "shows a script as text",
      text: "a <script>alert(1)</script>",
      shows: "a <script>alert(1)</script>",
    },
  ])("$why", ({ text, shows }) => {
    const { container } = render(<Markdown text={text} />);
    expect(container.textContent?.replaceAll("\n", "")).toBe(shows);
  });

  it("starts its headings at level 3", () => {
    render(<Markdown text={"# Big\n\n## Less"} />);
    expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(2);
  });
});

describe("firstLine", () => {
  it("reads only the start of a paragraph, because its patterns take quadratic time", () => {
    expect(firstLine("[".repeat(300_000))).toHaveLength(2_000);
  });

  it.each([
    { why: "returns the first sentence", text: "A database. With backups.", gives: "A database." },
    { why: "skips headings", text: "# PostgreSQL\n\nA database\nfor you", gives: "A database for you" },
    {
      why: "removes formatting and keeps link texts",
      text: "A **fast** [`cache`](https://x)",
      gives: "A fast cache",
    },
    { why: "does not end a sentence in a version", text: "Runs 16.4 now. More.", gives: "Runs 16.4 now." },
    {
      why: "ends with a period before a list",
      text: "All of it, in one request:\n\n- a database",
      gives: "All of it, in one request.",
    },
    { why: "keeps placeholders", text: "The <name> of it. More.", gives: "The <name> of it." },
    {
      why: "keeps underscores in names",
      text: "Sets max_open_files and _this_.",
      gives: "Sets max_open_files and this.",
    },
    { why: "removes formatting tags", text: "One.<br/>Two &amp; three", gives: "One." },
    {
      why: "does not end a sentence after e.g.",
      text: "The form is <namespace>/<name>, e.g. a/b. More.",
      gives: "The form is <namespace>/<name>, e.g. a/b.",
    },
    {
      why: "does not end a sentence after e.g. before a name",
      text: "A host, e.g. Example. More.",
      gives: "A host, e.g. Example.",
    },
    {
      why: "does not end a sentence after e.g. before code",
      text: "A host (e.g. `a.b`). More.",
      gives: "A host (e.g. a.b).",
    },
    {
      why: "does not end a sentence after i.e. before code",
      text: "The name, i.e. `a`. `b` is not.",
      gives: "The name, i.e. a.",
    },
    {
      why: "does not end a sentence after etc. in the middle",
      text: "CPU etc. and more. More.",
      gives: "CPU etc. and more.",
    },
    {
      why: "does not end a sentence after other abbreviations",
      text: "HDD vs. SSD, cf. RFC 1, approx. 5 GB. More.",
      gives: "HDD vs. SSD, cf. RFC 1, approx. 5 GB.",
    },
    {
      why: "does not end a sentence after no. before a number",
      text: "Is issue no. 5 of it. More.",
      gives: "Is issue no. 5 of it.",
    },
    { why: "ends a sentence after the word no", text: "Say yes or no. More.", gives: "Say yes or no." },
    { why: "ends a sentence after a version", text: "Needs v1. More.", gives: "Needs v1." },
    {
      why: "does not end a sentence before a lower-case letter",
      text: "Needs v1. or newer. More.",
      gives: "Needs v1. or newer.",
    },
    {
      why: "ends a sentence after a word that ends like an abbreviation",
      text: "Use the config. More.",
      gives: "Use the config.",
    },
    { why: "ends a sentence before code", text: "One. `two` is next.", gives: "One." },
    { why: "ends a sentence before a quote", text: 'One. "two" is next.', gives: "One." },
    { why: "ends a sentence before a number", text: "One! 2 are next.", gives: "One!" },
    { why: "ends a sentence in bold text", text: "**One.** Two.", gives: "One." },
    {
      why: "ends a sentence after a final abbreviation",
      text: "CPU, memory etc.",
      gives: "CPU, memory etc.",
    },
    { why: "ends a sentence before a script without upper case", text: "One. 二 is next.", gives: "One." },
    { why: "returns nothing for an empty text", text: "", gives: "" },
  ])("$why", ({ text, gives }) => expect(firstLine(text)).toBe(gives));
});
