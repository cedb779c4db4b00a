// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { firstLine, Markdown } from "#components/ui/markdown";

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

  it("keeps the page's outline: its headings start at the third level", () => {
    render(<Markdown text={"# Big\n\n## Less"} />);
    expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(2);
  });
});

describe("firstLine", () => {
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
    { why: "nothing gives nothing", text: "", gives: "" },
  ])("$why", ({ text, gives }) => expect(firstLine(text)).toBe(gives));
});
