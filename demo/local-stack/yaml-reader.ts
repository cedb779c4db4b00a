/** YAML read by the Go program `yaml-reader`, so that the demo sees in a file what kubectl sees. */
import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Stack } from "#demo/local-stack/types";
import { parseJson } from "#lib/exact-json";

const text = z.string().optional();
const answerSchema = z.object({
  error: text,
  objects: z.array(z.unknown()).nullable(),
  objectsError: text,
  identities: z
    .array(z.object({ apiVersion: z.string(), kind: z.string(), name: z.string(), namespace: z.string() }))
    .nullable(),
});

/** What Go's readers make of one text. */
export interface GoReading extends z.infer<typeof answerSchema> {
  /** The answer as the program wrote it: its numbers are exact. */
  source: string;
}

/** Reads texts, each by itself, in order. */
export type ReadTexts = (texts: readonly string[]) => Promise<GoReading[]>;

/** The program is built on first use. It ends with each call, and with the stack at the latest. */
export function createYamlReader(stack: Pick<Stack, "folder" | "obtain" | "run">): ReadTexts {
  return async (texts) => {
    if (texts.length === 0) return [];
    const file = join(stack.folder, `yaml-${randomUUID()}.jsonl`);
    await writeFile(file, texts.map((each) => `${JSON.stringify({ text: each })}\n`).join(""));
    try {
      const command = await stack.obtain("yaml-reader");
      const { code, stdout, stderr } = await stack.run({ command, args: [file] });
      if (code !== 0) throw new Error(`yaml-reader failed: ${stderr.trim()}`);
      return stdout
        .trimEnd()
        .split("\n")
        .map((source) => ({ ...answerSchema.parse(parseJson(source)), source }));
    } finally {
      await rm(file, { force: true });
    }
  };
}
