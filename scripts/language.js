// `node scripts/language.js`: refuses words and sentences that docs/glossary.md replaces, and contractions in docs. Reads
// the prose of README.md, CONTRIBUTING.md, docs/ and deploy/, and the string literals and JSX text of app/, components/ and lib/.
// Nothing exempts a line: a docs page that has to show a word writes it as code.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** Each row: an expression, and the text to write instead. `docs` marks a row for Markdown only. */
const FORBIDDEN = [
  // Metaphors of our own.
  [/\b(?:told|tells?\s+of)\b/i, "report, show or notify, with who does it"],
  [/\bheard\b/i, "received"],
  [/\bshelved\b/i, "closed or postponed"],
  [/\bbites?\b/i, "applies or fails, with what it applies to"],
  [/\b(?:is|are|was|were)\s+away\b/i, "is unreachable"],
  [/\b(?:is|are|was|were)\s+taken\s+(?:for|as)\b/i, "is treated as"],
  [/\btakes?\s+part\s+in\b/i, "supports"],
  [/(?:['’]s|\b(?:its|their|own|your|in))\s+(?:own\s+)?words?\b/i, "message, text or description"],
  [/\b(?:says?|said)\s+so\b/i, "shows this, reports this, with the subject"],
  [/\bin\s+step\s+with\b/i, "synced with"],
  [/\b(?:became|become)\s+of\b/i, "the outcome of"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\b(?:spoils?|spoilt)\b/i, "affects"],
  [/\banew\b/i, "again"],
  [/\bas\s+good\s+as\s+none\b/i, "is ignored"],
  // Terms that the glossary replaces.
  [/\bask(?:s|ed|ing)?\s+for\b/i, "request or require"],
  [/(?<!\bapproval\s+)\brights\b/i, "access or permissions"],
  [/\b(?:the|a|no|this|that|what|same)\s+right\s+(?:to|that|which|on)\b/i, "permission"],
  [/\b(?:is|are|things?|errors?)\s+to\s+fix\b/i, 'an instruction: "Fix 3 errors"'],
  [/\b(?:form|text|value|values|YAML|everything|that)\s+(?:is|are|was|were)\s+right\b/i, "valid"],
  [/\bmay\s+(?:\w+\s+){1,4}in\s+no\b/i, "can't … in any"],
  [/\bnothing\s+needs\s+you\b/i, "Nothing needs your attention"],
  [/\bsuch\s+a\s+thing\b/i, "the name of the thing"],
  // Sentences without a named subject.
  [/\bWhoever\b/, "the person who …, or the role"],
  [/\b(?:What|Who)\s+[a-z]\w*(?:\s+\w+)?(?![^.?!|]*\?)/, "a noun as the subject or the heading"],
  // Contractions are for the interface.
  [/\b\w+(?:n['’]t|['’](?:re|ll|ve))\b/i, "the full form", "docs"],
  [/\b(?:it|that|there|here|what|who|let|i)['’](?:s|m)\b/i, "the full form", "docs"],
].map(([find, instead, only]) => ({ find: new RegExp(find, `${find.flags}g`), instead, only }));

const CODE = /\.tsx?$/;
const TEST = /(?:\.test\.tsx?|\.d\.ts)$|\/testing\//;

/** The paths below `folder`, sorted; none where it is missing. @returns {string[]} */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
  return names.map((name) => `${folder}/${name}`).sort();
}

/** As long as `text`, so that what comes after it keeps its line. */
const cover = (text) => text.replace(/[^\n]/g, "…");

/** The prose of a Markdown text, at the same places: code, comments and the targets of links are covered. */
function readMarkdown(source) {
  const prose = source
    .replace(/^(```+).*\n[\s\S]*?^\1.*$/gm, cover)
    .replace(/<!--[\s\S]*?-->/g, cover)
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, cover)
    .replace(/\]\([^)]*\)/g, cover);
  // A paragraph at a time, so that no expression reaches into the next one.
  return [...prose.matchAll(/(?:.+(?:\n|$))+/g)].map(({ 0: text, index }) => ({ text, start: index }));
}

const isSentence = (text) => /\S\s+\S/.test(text);

/** The literals and JSX texts of a TypeScript file. A single word is a name or a key, unless it stands in JSX. */
function readCode(source, path) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, false);
  const texts = [];
  const add = (start, text) => texts.push({ text, start });
  const addLiteral = (node, holes) => {
    const start = ts.skipTrivia(source, node.pos);
    const text = holes.reduce(
      (whole, { pos, end }) =>
        whole.slice(0, pos - start) + cover(source.slice(pos, end)) + whole.slice(end - start),
      source.slice(start, node.end),
    );
    if (isSentence(text)) add(start, text);
  };
  const visit = (node) => {
    if (ts.isJsxText(node)) add(node.pos, source.slice(node.pos, node.end));
    else if (ts.isStringLiteralLike(node)) addLiteral(node, []);
    else if (ts.isTemplateExpression(node))
      addLiteral(
        node,
        node.templateSpans.map(({ expression }) => expression),
      );
    ts.forEachChild(node, visit);
  };
  visit(file);
  return texts;
}

/** What is wrong with the texts of a file, a line each. @returns {string[]} */
function findFaults(path) {
  const source = readFileSync(path, "utf8");
  const isCode = CODE.test(path);
  const texts = isCode ? readCode(source, path) : readMarkdown(source);
  const rows = FORBIDDEN.filter(({ only }) => !only || !isCode);
  const faults = texts.flatMap(({ text, start }) =>
    rows.flatMap(({ find, instead }) =>
      [...text.matchAll(find)].map(({ 0: word, index }) => ({ at: start + index, word, instead })),
    ),
  );
  const lineOf = (at) => source.slice(0, at).split("\n").length;
  const shown = (word) => word.replace(/\s+/g, " ");
  return faults
    .sort((one, other) => one.at - other.at)
    .map(({ at, word, instead }) => `${path}:${lineOf(at)}  "${shown(word)}": write ${instead}.`);
}

const prose = ["README.md", "CONTRIBUTING.md"].filter((path) => existsSync(path));
const docs = ["docs", "deploy"].flatMap(listFiles).filter((path) => path.endsWith(".md"));
const code = ["app", "components", "lib"].flatMap(listFiles);
const files = [...prose, ...docs, ...code.filter((path) => CODE.test(path) && !TEST.test(path))];
const faults = files.flatMap(findFaults);
for (const fault of faults) console.error(`✗ ${fault}`);
if (faults.length > 0) console.error(`${faults.length} to replace. The terms are in docs/glossary.md.`);
process.exitCode = faults.length === 0 ? 0 : 1;
