import { describe, expect, it } from "vitest";
import { formatFileDiff } from "#lib/request/file/file-diff";

const write = (name: string, size = "1") => `kind: Thing\nname: ${name}\nspec:\n  size: ${size}\n`;
const NONE = new Map<string, string>();

function diff(before: string | undefined, after: string | undefined, shown: string[] = []) {
  const texts = new Map(shown.map((text) => [text, text]));
  return formatFileDiff("a.yaml", { before, after }, { before: texts, after: texts });
}

describe("formatFileDiff", () => {
  it("leaves out documents that stay, also as context", () => {
    const [before, after] = [`${write("x")}---\n${write("own")}---\n${write("y")}`, write("own", "2")];
    const whole = `${write("x")}---\n${after}---\n${write("y")}`;
    expect(diff(before, whole, [write("own"), after])).toBe(
      "--- a/a.yaml\n+++ b/a.yaml\n@@ -6,4 +6,4 @@\n kind: Thing\n name: own\n spec:\n-  size: 1\n+  size: 2\n",
    );
  });

  it("never shows lines of another document as those of a new, similar one", () => {
    const [before, own] = [`${write("x")}---\n${write("y")}`, write("own")];
    const shown = diff(before, `${write("x")}---\n${own}---\n${write("y")}`, [own]);
    expect(shown).toContain("+name: own");
    expect(shown).not.toMatch(/name: [xy]/);
  });

  it("hides a changed document without a masked text", () => {
    expect(diff(`${write("x")}---\n${write("y")}`, `${write("x")}---\n${write("y", "2")}`, [])).toBe("");
    const shown = diff(`${write("x")}---\n${write("y")}`, write("x"), []);
    expect(shown).toContain("-# Not shown.");
    expect(shown).not.toContain("name: y");
  });

  it("masks a token in a comment between documents", () => {
    const token = `glpat-${"a1B2c3D4e5F6".repeat(2)}`;
    const shown = diff(`${write("x")}---\n${write("y")}`, `${write("x")}---\n# ${token}\n---\n${write("y")}`);
    expect(shown).toContain("+# (a secret, left out)");
  });

  it("compares files with one document as a whole", () => {
    const [before, after] = [`# head\n${write("x")}`, `# head\n${write("x", "2")}`];
    expect(diff(before, after, [before, after])).toContain(" kind: Thing");
    expect(formatFileDiff("a.yaml", { before, after: before }, { before: NONE, after: NONE })).toBe("");
  });
});
