import { readJson } from "./testing/http";
import { plainFlag } from "./testing/manifests";
import { LONGEST_BLOCK, measureBlock } from "./testing/metrics";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";
import { FLAG_ENTRY, ZONE_ENTRY } from "./testing/targets";

const PREVIEW = "/api/v1/requests/preview";

const zone = (spec: object) => ({ entry: ZONE_ENTRY, name: "freeze", operation: "create", values: { spec } });
const flagText = (rest: string) => ({
  entry: FLAG_ENTRY,
  name: "freeze",
  namespace: "team-a",
  operation: "create",
  manifest: `${plainFlag("freeze")}${rest}`,
});
const zoneText = (rest: string) => ({
  entry: ZONE_ENTRY,
  name: "freeze",
  operation: "create",
  manifest: `apiVersion: attack.vitrine.dev/v1\nkind: Zone\nmetadata:\n  name: freeze\n${rest}`,
});

const lines = (bytes: number, line: (index: number) => string) => {
  const made: string[] = [];
  for (let length = 0; length < bytes; ) {
    const next = line(made.length);
    made.push(next);
    length += next.length + 1;
  }
  return `${made.join("\n")}\n`;
};
const KIB = 1024;
const repeat = (text: string, bytes: number) => text.repeat(bytes / text.length);
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const object = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
/** Each anchor holds nine of the one before. */
const LAUGHS = Array.from({ length: 9 }, (_, index) => {
  const nine = index === 0 ? '"ha"' : `*a${index - 1}`;
  return `  a${index}: &a${index} [${Array(9).fill(nine).join(", ")}]`;
}).join("\n");

interface Frozen {
  what: string;
  body: unknown;
  /** The answer is a refusal that says the limit. */
  refused?: RegExp;
}

const INPUTS: readonly Frozen[] = [
  {
    what: "720 KB of YAML keys",
    body: zoneText(`spec:\n  free:\n${lines(720 * KIB, (index) => `    k${index}: v`)}`),
    refused: /KiB|KB|large|long/i,
  },
  {
    what: "YAML keys up to just below the limit",
    body: zoneText(`spec:\n  free:\n${lines(500 * KIB, (index) => `    k${index}: v`)}`),
  },
  { what: "a YAML list of 500 KB", body: zoneText(`spec:\n  free:\n${lines(500 * KIB, () => "    - 1")}`) },
  { what: "YAML with 10,000 levels", body: flagText(`x: ${nested(10_000, "[", "]")}\n`) },
  {
    what: "YAML maps with 10,000 levels",
    body: flagText(`x: ${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}\n`),
  },
  { what: "500 KB of unclosed brackets", body: flagText(`x: ${repeat("[", 500 * KIB)}`) },
  { what: "500 KB of an unclosed quote", body: flagText(`x: "${repeat("a", 500 * KIB)}`) },
  { what: "500 KB of spaces", body: flagText(`x:${repeat(" ", 500 * KIB)}\n`) },
  { what: "500 KB of comments", body: flagText(lines(500 * KIB, (index) => `# ${index}`)) },
  { what: "nested aliases", body: zoneText(`spec:\n  free:\n${LAUGHS.replaceAll(/^/gm, "  ")}\n`) },
  {
    what: "a thousand anchors",
    body: zoneText(`spec:\n  free:\n${lines(100 * KIB, (index) => `    k${index}: &a${index} v`)}`),
  },
  {
    what: "a line of 500 KB",
    body: zoneText(`spec:\n  description: ${repeat("word ", 500 * KIB)}\n`),
  },
  {
    what: "JSON with 1,000 levels",
    body: `{"entry":"${ZONE_ENTRY}","name":"freeze","operation":"create","values":{"spec":{"free":${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}}}}`,
    refused: /deep|depth|level|nest/i,
  },
  {
    what: "JSON with 300,000 levels",
    body: `{"values":${nested(300_000, "[", "]")}}`,
    refused: /deep|depth|level|nest/i,
  },
  { what: "JSON with 45,000 keys", body: zone({ free: object(45_000) }) },
  { what: "JSON with 100,000 keys", body: zone({ free: object(70_000) }) },
  {
    what: "a body above the limit",
    body: zone({ description: repeat("x", 1_500 * KIB) }),
    refused: /MiB|MB|large/i,
  },
  { what: "10,000 labels", body: zone({ labels: object(10_000) }) },
  { what: "a list of 40,000 numbers", body: zone({ numbers: Array(40_000).fill(1) }) },
  {
    what: "a set of 10,000 unique strings",
    body: zone({ set: Array.from({ length: 10_000 }, (_, index) => `t${index}`) }),
  },
  { what: "a pattern with cubic time", body: zone({ slow: repeat("x", 6_000) }) },
  { what: "a pattern with cubic time on 100,000 characters", body: zone({ slow: repeat("x", 100_000) }) },
  { what: "a pattern with exponential time", body: zone({ code: `${repeat("ab", 40_000)}!` }) },
  { what: "a pattern with stars between dots", body: zone({ dots: repeat("ab", 20_000) }) },
  { what: "500 KB that look like URLs", body: zone({ free: { text: repeat("a://", 500 * KIB) } }) },
  { what: "500 KB that look like tokens", body: zone({ free: { text: repeat("eyJ.", 500 * KIB) } }) },
  { what: "500 KB that look like keys", body: zone({ free: { text: repeat("-----BEGIN ", 500 * KIB) } }) },
  {
    what: "500 KB that look like passwords",
    body: zone({ free: { text: lines(500 * KIB, () => "PASSWORD=") } }),
  },
  { what: "500 KB of base64", body: zone({ free: { token: repeat("QUJD", 500 * KIB) } }) },
  {
    what: "10,000 names that look like secrets",
    body: zone({
      free: {
        env: Array.from({ length: 5_000 }, (_, i) => ({ name: `TOKEN_${i}`, value: `a1B2c3D4e5F6${i}` })),
      },
    }),
  },
];

const preview = async (stage: Stage, body: unknown) => (await stage.as("platform")).post(PREVIEW, body);

for (const { what, body, refused } of INPUTS) {
  test(`the event loop is not blocked by ${what}`, async ({ stage }) => {
    test.setTimeout(240_000);
    const answers: { status: number; text: string; took: number }[] = [];
    const block = await measureBlock(stage, async () => answers.push(await preview(stage, body)));
    for (const { status, text, took } of answers) {
      expect.soft([200, 413, 422], text.slice(0, 300)).toContain(status);
      expect.soft(took, "milliseconds until the answer").toBeLessThan(30_000);
      if (refused) expect.soft(status === 200 ? "" : text, "the limit is said").toMatch(refused);
    }
    expect(block, "milliseconds for which the event loop stood still").toBeLessThanOrEqual(LONGEST_BLOCK);
  });
}

test("a diff of two long texts without common lines does not block the event loop", async ({ stage }) => {
  test.setTimeout(240_000);
  const text = (word: string) =>
    zoneText(`spec:\n  free:\n    words:\n${lines(150 * KIB, (index) => `      - ${word} ${index * 7919}`)}`);
  const { id } = await openRequest(stage, { ...text("before"), name: "freeze" });
  const { commit } = await readRequest(stage, id);
  for (const action of ["approve", "merge"]) {
    const answer = await (await stage.as("platform")).post(`/api/v1/requests/${id}/${action}`, { commit });
    expect(answer.status, answer.text).toBe(200);
  }
  const first = await preview(stage, { ...text("after"), operation: "update" });
  expect(first.status, first.text.slice(0, 300)).toBe(200);
  const { base } = readJson(first);
  const block = await measureBlock(stage, () =>
    preview(stage, { ...text("after"), operation: "update", base }),
  );
  expect(block, "milliseconds for which the event loop stood still").toBeLessThanOrEqual(LONGEST_BLOCK);
});

test("pages answer while another person sends slow inputs", async ({ stage }) => {
  test.setTimeout(240_000);
  const [attacker, victim] = await Promise.all([stage.as("platform"), stage.as("approver")]);
  const bodies = INPUTS.map(({ body }) => body);
  let busy = true;
  const attack = Promise.all(bodies.map((body) => attacker.post(PREVIEW, body))).finally(() => {
    busy = false;
  });
  const waits: number[] = [];
  while (busy) waits.push((await victim.get("/api/v1/me")).took);
  await attack;
  const sorted = waits.toSorted((one, other) => one - other);
  const typical = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  expect(typical, `of ${sorted.length} answers, nine of ten, in milliseconds`).toBeLessThan(1_000);
});
