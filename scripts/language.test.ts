import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const LANGUAGE = join(import.meta.dirname, "language.js");

/** Runs the check in a project with these files. */
function run(files: Record<string, string>) {
  const project = mkdtempSync(join(tmpdir(), "vitrine-language-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    return spawnSync(process.execPath, [LANGUAGE], { cwd: project, encoding: "utf8" });
  } finally {
    rmSync(project, { recursive: true });
  }
}

const filesOf = (rows: readonly { path: string; text: string }[]) =>
  Object.fromEntries(rows.map(({ path, text }) => [path, text]));

interface Refused {
  why: string;
  path: string;
  text: string;
  /** The start of the line that reports it. */
  report: string;
}

const REFUSED: Refused[] = [
  {
    why: "a metaphor in a docs page",
    path: "docs/metaphor.md",
    text: "# Graph\n\nThe page is told of it.\n",
    report: 'docs/metaphor.md:3  "told"',
  },
  {
    why: "a page in a folder of docs",
    path: "docs/decisions/0001-a.md",
    text: "Git is away.\n",
    report: 'docs/decisions/0001-a.md:1  "is away"',
  },
  {
    why: "an expression with a line break",
    path: "docs/line-break.md",
    text: "The person asked\nfor a database.\n",
    report: 'docs/line-break.md:1  "asked for"',
  },
  {
    why: "a contraction in docs",
    path: "README.md",
    text: "Vitrine doesn't store data.\n",
    report: 'README.md:1  "doesn\'t"',
  },
  {
    why: "a typographic contraction",
    path: "CONTRIBUTING.md",
    text: "It’s a table.\n",
    report: 'CONTRIBUTING.md:1  "It’s"',
  },
  {
    why: "a nominal heading",
    path: "docs/heading.md",
    text: "## What is in it\n\nIs it complete?\n",
    report: 'docs/heading.md:1  "What is in"',
  },
  {
    why: "the text of a link",
    path: "docs/link.md",
    text: "[Your rights](docs/a.md)\n",
    report: 'docs/link.md:1  "rights"',
  },
  {
    why: "JSX text over two lines",
    path: "components/text.tsx",
    text: "export const A = () => (\n  <p>\n    3 things are\n    to fix.\n  </p>\n);\n",
    report: 'components/text.tsx:3  "are to fix"',
  },
  {
    why: "an attribute of an element",
    path: "app/attribute.tsx",
    text: 'export const A = () => <p title="What is asked for" />;\n',
    report: 'app/attribute.tsx:1  "What is asked"',
  },
  {
    why: "a string literal",
    path: "lib/literal.ts",
    text: '\nexport const detail = "You may request it in no namespace.";\n',
    report: 'lib/literal.ts:2  "may request it in no"',
  },
  {
    why: "a template with expressions",
    path: "lib/template.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text of a template.
    text: "export const say = (name: string) => `Whoever owns ${name} decides.`;\n",
    report: 'lib/template.ts:1  "Whoever"',
  },
];

interface Accepted {
  why: string;
  path: string;
  text: string;
}

const ACCEPTED: Accepted[] = [
  {
    why: "a plain sentence",
    path: "docs/plain.md",
    text: "The portal reports the failed part. What failed?\n",
  },
  {
    why: "refused words as code, as in the glossary",
    path: "docs/glossary.md",
    text: "Do not write `told`.\n\n```sh\necho told\n```\n",
  },
  {
    why: "the URL of a link",
    path: "docs/address.md",
    text: "[Access](decisions/0001-rights-are-asked-of.md)\n",
  },
  {
    why: "a sentence of the interface, with a contraction",
    path: "components/plain.tsx",
    text: 'export const A = () => <p title="You can\'t request this.">Fix 3 errors</p>;\n',
  },
  {
    why: "the only use of a refused word in the glossary",
    path: "lib/approval.ts",
    text: 'export const suggestion = "Ask someone with approval rights.";\n',
  },
  {
    why: "names, keys and comments",
    path: "lib/names.ts",
    text: '// The page is told of it.\nexport const told = { told: "told" };\n',
  },
  {
    why: "an expression between two words",
    path: "lib/expression.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text of a template.
    text: "export const say = (name: string) => `They asked ${name} for access.`;\n",
  },
  {
    why: "a test file",
    path: "lib/quote.test.ts",
    text: 'export const name = "Git is away";\n',
  },
];

/** All rows share one project, because each start of TypeScript takes a second. */
describe("language", () => {
  let stderr: string;
  beforeAll(() => {
    ({ stderr } = run(filesOf([...REFUSED, ...ACCEPTED])));
  });

  it.each(REFUSED)("refuses $why", ({ report }) => {
    expect(stderr).toContain(`✗ ${report}: write `);
  });

  it.each(ACCEPTED)("accepts $why", ({ path }) => {
    expect(stderr).not.toContain(`${path}:`);
  });

  it("passes when every text is accepted, and fails otherwise", () => {
    expect(run(filesOf(ACCEPTED))).toMatchObject({ status: 0, stderr: "" });
    expect(run(filesOf(REFUSED.slice(0, 1)))).toMatchObject({ status: 1 });
  });

  it("has no comment to exempt a line", () => {
    const text = '// language-ignore\nexport const detail = "The person was told."; // language-ignore\n';
    expect(run({ "lib/a.ts": text })).toMatchObject({ status: 1 });
  });
});
