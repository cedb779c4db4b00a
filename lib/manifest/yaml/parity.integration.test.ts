import { globSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openYamlReader } from "#demo/local-stack/testing/test-yaml-reader";
import type { GoReading } from "#demo/local-stack/yaml-reader";
import { readObject, readValue } from "#lib/manifest/yaml/reader";
import { ATTACKS } from "#lib/manifest/yaml/testing/attacks";
import { canonicalValue, parseExactly } from "#lib/manifest/yaml/testing/canonical";
import { composeText, listScalarTexts, mutateText } from "#lib/manifest/yaml/testing/texts";
import { createRandom } from "#lib/schema/testing/random";

// `npm run test:long` sets another seed each time, and runs more cases.
const SEED = process.env.VITRINE_PROPERTY_SEED;
const ROUNDS = SEED === undefined ? 2_000 : 30_000;

/** Manifests that people wrote: each file as a whole, and each of its documents. */
const MANIFESTS = globSync("demo/platform/**/*.yaml")
  .map((file) => readFileSync(file, "utf8"))
  .flatMap((text) => [text, ...text.split(/^---\n/m)])
  .filter((text) => text.length < 5_000);

const reader = openYamlReader();
afterAll(() => reader.stop());

/** Go's result, with exact numbers. `json` is the first document; `objects` are what kubectl applies. */
const goValues = z.object({ json: z.unknown(), objects: z.array(z.unknown()).nullable() });
const identityFields = z.object({
  apiVersion: z.unknown(),
  kind: z.unknown(),
  metadata: z.looseObject({ name: z.unknown(), namespace: z.unknown() }),
});

interface Compared {
  text: string;
  go: GoReading;
  /** Undefined for a text that the portal refuses. */
  value: string | undefined;
  object: string | undefined;
}

function makeTexts(): string[] {
  const made = Array.from({ length: ROUNDS }, (_, round) => {
    const random = createRandom(`${SEED ?? "parity"}/${round}`);
    const composed = composeText(random);
    return [composed, mutateText(random, composed), mutateText(random, random.pick(MANIFESTS))];
  });
  return [...ATTACKS.map(([, text]) => text), ...listScalarTexts(), ...MANIFESTS, ...made.flat()];
}

async function compare(texts: readonly string[]): Promise<Compared[]> {
  // Half a surrogate pair cannot be encoded in UTF-8, and the portal refuses it.
  const readings = await reader.read(texts.map((text) => Buffer.from(text).toString()));
  return texts.flatMap((text, index) => {
    const go = readings[index];
    const [value, object] = [readValue, readObject].map((read) => {
      const result = read(text);
      return result.ok ? canonicalValue(result.value) : undefined;
    });
    return go ? [{ text, go, value, object }] : [];
  });
}

/** The only value that Go finds in a text. An empty document before it is skipped, as in kubectl. */
function findGoValue({ source, error }: GoReading): string | undefined {
  if (error) return undefined;
  const { json, objects } = goValues.parse(parseExactly(source));
  const [only, other] = objects ?? [];
  return canonicalValue(json === null && only !== undefined && other === undefined ? only : json);
}

/**
 * The object of a text with a line break at its end, which kubectl adds and sigs.k8s.io/yaml does not. It matters for a block
 * (`|`) at the end of a file that somebody wrote without it: the portal reads that one as sigs.k8s.io/yaml does.
 */
function readEnded(text: string): string | undefined {
  const result = text.endsWith("\n") ? undefined : readObject(`${text}\n`);
  return result?.ok ? canonicalValue(result.value) : undefined;
}

/** The identity of the object, where each of its fields is text. */
function describeIdentity(text: string): string[] | undefined {
  const result = readObject(text);
  const parsed = identityFields.safeParse(result.ok && result.value);
  if (!parsed.success) return undefined;
  const { apiVersion, kind, metadata } = parsed.data;
  const fields = [apiVersion, kind, metadata.name ?? "", metadata.namespace ?? ""];
  return fields.every((field) => typeof field === "string") ? fields : undefined;
}

describe("texts read by the portal and by Go", () => {
  const compared = compare(makeTexts());

  it("have the same value in Go when the portal accepts them", async () => {
    const read = (await compared).filter(({ value }) => value !== undefined);
    const different = read.filter(({ go, value }) => findGoValue(go) !== value);
    expect(different.map(({ text, value, go }) => ({ text, value, go: findGoValue(go) }))).toEqual([]);
  }, 120_000);

  it("contain exactly one object for kubectl when the portal reads one", async () => {
    const objects = (await compared).filter(({ object }) => object !== undefined);
    const different = objects.filter(({ text, go, object }) => {
      const found = goValues.parse(parseExactly(go.source)).objects ?? [];
      if (found.length !== 1) return true;
      const byKubectl = canonicalValue(found[0]);
      return byKubectl !== object && byKubectl !== readEnded(text);
    });
    expect(different.map(({ text, object, go }) => ({ text, object, go: go.source }))).toEqual([]);
  }, 120_000);

  it("have the same identity in go.yaml.in/yaml/v3, which Flux uses", async () => {
    const different = (await compared).filter(({ text, object, go }) => {
      const own = object === undefined ? undefined : describeIdentity(text);
      const [first, second] = go.identities ?? [];
      if (!own || !first) return second !== undefined && object !== undefined;
      return second !== undefined || own.join("\n") !== Object.values(first).join("\n");
    });
    expect(different.map(({ text, go }) => ({ text, identities: go.identities }))).toEqual([]);
  }, 120_000);

  it("are numerous, and the portal accepts most of those that Go reads", async () => {
    const all = await compared;
    const byGo = all.filter(({ go }) => !go.error);
    const byBoth = byGo.filter(({ value }) => value !== undefined);
    const objects = all.filter(({ object }) => object !== undefined);
    console.info(
      `${all.length} texts: Go reads ${byGo.length}, the portal ${byBoth.length} of them, ${objects.length} as objects.`,
    );
    expect(all.length).toBeGreaterThan(5_000);
    expect(byBoth.length).toBeGreaterThan(byGo.length * 0.6);
    expect(objects.length).toBeGreaterThan(1_000);
  }, 120_000);
});

it("accepts every manifest of the demo", () => {
  const refused = MANIFESTS.filter((text) => text.trim() !== "" && !/^---$/m.test(text)).filter(
    (text) => !readValue(text).ok,
  );
  expect(refused).toEqual([]);
});

it("refuses each attack", () => {
  const accepted = ATTACKS.filter(([, text]) => readObject(text).ok);
  expect(accepted.map(([reason]) => reason)).toEqual([]);
});
