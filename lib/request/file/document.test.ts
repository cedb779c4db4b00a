import { describe, expect, it } from "vitest";
import { openDocument, openForAppend } from "#lib/request/file/document";
import { parseManifest, updateManifest } from "#lib/request/file/manifest";

const THING = { group: "demo.test", kind: "Thing", name: "shop", namespace: "team-a" };
const write = (name: string, size = "1", namespace: string | undefined = "team-a") =>
  `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: ${name}\n${namespace ? `  namespace: ${namespace}\n` : ""}spec:\n  size: ${size} # of it\n`;
const OWN = write("shop");
const OTHER = write("other");

/** Changes `size` of the object as a form does. */
function change(file: string): string | null {
  const document = openDocument(file, THING);
  const { manifest } = parseManifest(document.text ?? "");
  return document.replace(
    document.finish(updateManifest(document.text ?? "", { ...manifest, spec: { size: 2 } })),
  );
}

/** Files with several documents; `§` stands for the object's own document. */
const FILES: [why: string, file: string][] = [
  ["a document before and after", `${OTHER}---\n§---\n${write("third")}`],
  [
    "comments between documents",
    `# head\n\n# of it\n${OTHER}# after\n---\n§# after the own\n---\n# third\n${write("third")}`,
  ],
  ["separators with comments", `--- # one\n${OTHER}--- # two\n§--- # three\n${write("third")}`],
  ["no final newline behind it", `§---\n${OTHER.trimEnd()}`],
  ["ends of documents", `${OTHER}...\n---\n§...\n---\n${write("third")}...\n`],
  ["an anchor of the same name in another document", `kind: Other\na: &x {b: 1}\nc: *x\n---\n§`],
  ["another document without an object", `just: a map\n---\n§---\n- a list\n`],
  ["another document that is not YAML", `a: [\n---\n§`],
  ["empty documents", `---\n---\n§---\n---\n${OTHER}---\n`],
  ["a directive at the start", `%YAML 1.1\n---\n${OTHER}---\n§`],
  ["a byte order mark", `\ufeff${OTHER}---\n§`],
  ["a byte order mark in front of it", `\ufeff§---\n${OTHER}`],
  ["the same name in another namespace", `${write("shop", "1", "team-b")}---\n§`],
  ["the same name of another kind", `${OWN.replace("kind: Thing", "kind: Other")}---\n§`],
  ["a document in flow style", `{kind: Other, a: [1, 2]}\n---\n§`],
  ["trailing blanks and odd quotes in another document", `"a" : 'b'   \nc:   "d"\n\n\n---\n§`],
];

describe("a change of one document", () => {
  it.each(FILES)("keeps the bytes of %s", (_why, file) => {
    expect(change(file.replace("§", OWN))).toBe(file.replace("§", write("shop", "2")));
  });

  it.each(FILES)("keeps the bytes of %s, with Windows line ends", (_why, file) => {
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    expect(change(windows(file.replace("§", OWN)))).toBe(windows(file.replace("§", write("shop", "2"))));
  });

  it("keeps an open last line, anchors and quotes of its own document", () => {
    const own = `${OWN}  "quoted": &a 'x'\n  other: *a`;
    const document = openDocument(`${OTHER}---\n${own}`, THING);
    const { manifest } = parseManifest(document.text ?? "");
    const spec = { size: 2, quoted: "x", other: "x" };
    const text = document.finish(updateManifest(document.text ?? "", { ...manifest, spec }));
    expect(document.replace(text)).toBe(`${OTHER}---\n${own.replace("size: 1", "size: 2")}`);
  });

  it("finds a document without a namespace, unless another one names the namespace", () => {
    const bare = write("shop", "1", "");
    expect(openDocument(`${OTHER}---\n${bare}`, THING).text).toBe(bare);
    expect(openDocument(`${bare}---\n${OWN}`, THING).text).toBe(OWN);
  });

  it.each<[why: string, file: string, refusal: RegExp]>([
    ["is not there", `${OTHER}---\n${write("third")}`, /No document of the file is Thing shop/],
    ["is there twice", `${OWN}---\n${OTHER}---\n${OWN}`, /2 documents of the file are Thing shop/],
    ["is an item of a List", `kind: List\napiVersion: v1\nitems: []\n---\n${OTHER}`, /No document/],
    ["has a directive", `%YAML 1.1\n---\n${OWN}---\n${OTHER}`, /No document/],
  ])("is refused where the object %s", (_why, file, refusal) => {
    const document = openDocument(file, THING);
    expect(document).toMatchObject({ text: undefined, refusal: expect.stringMatching(refusal) });
    expect(document.replace("other")).toBe(file);
  });

  it.each([`---\n${OWN}`, `${OWN}---\n${OTHER}`, `${OWN}---\n`])(
    "is refused where its text would become another document: %j",
    (text) => {
      expect(() => openDocument(`${OTHER}---\n${OWN}`, THING).replace(text)).toThrow(/other documents/);
    },
  );

  it("opens a file with one document as a whole", () => {
    expect(openDocument(`# head\n---\n${OWN}`, THING).text).toBe(`# head\n---\n${OWN}`);
  });
});

describe("a removal of one document", () => {
  it("removes the file with its last document", () => {
    expect(openDocument(OWN, THING).replace(null)).toBeNull();
    expect(openDocument(`# head\n---\n${OWN}---\n# end\n`, THING).replace(null)).toBeNull();
  });

  it("keeps the file while another document is left, though it has no object", () => {
    expect(openDocument(`a: [\n---\n${OWN}`, THING).replace(null)).toBe("a: [\n");
  });

  it("keeps the bytes of other documents", () => {
    expect(openDocument(`# head\n${OTHER}---\n# own\n${OWN}...\n`, THING).replace(null)).toBe(
      `# head\n${OTHER}`,
    );
  });
});

describe("a new document", () => {
  it("begins a file that is not there", () => {
    expect(openForAppend(undefined, THING).replace(OWN)).toBe(OWN);
  });

  it("comes last", () => {
    expect(openForAppend(OTHER, THING).replace(OWN)).toBe(`${OTHER}---\n${OWN}`);
  });

  it("is refused where the file has the object", () => {
    expect(openForAppend(OWN, THING).refusal).toMatch(/already/);
    expect(openForAppend(`${OTHER}---\n${OWN}`, THING).refusal).toMatch(/already/);
  });

  it("is refused where the file would be too large to read", () => {
    const large = `${OTHER}# ${"x".repeat(512 * 1024 - OTHER.length - 10)}\n`;
    expect(() => openForAppend(large, THING).replace(OWN)).toThrow(/512 KiB/);
  });
});
