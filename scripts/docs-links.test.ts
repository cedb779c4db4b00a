import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const FILES = [...globSync("*.md"), ...globSync("{docs,deploy}/**/*.md")];

/** Text outside of code, which can show a link as an example. */
function readProse(file: string): string {
  return readFileSync(file, "utf8")
    .replaceAll(/^ *(```+)[^\n]*\n[\s\S]*?\n *\1 *$/gm, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, " "));
}

/** The anchors of a page, as Git hosts make them: https://docs.gitlab.com/user/markdown/#heading-ids-and-links */
function listAnchors(file: string): string[] {
  return [...readProse(file).matchAll(/^#+ +(.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}

function listBrokenLinks(file: string): string[] {
  const links = [...readProse(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && target.endsWith(".md") && !listAnchors(target).includes(anchor);
  });
}

it("reads the documentation", () => {
  expect(FILES).toContain("docs/sign-in.md");
  expect(listAnchors("docs/sign-in.md")).toContain("connect-a-git-account");
});

it.each(FILES)("%s has no broken link", (file) => {
  expect(listBrokenLinks(file)).toEqual([]);
});
