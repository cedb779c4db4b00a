/**
 * The frame of a pipeline script: what Kratix puts in, what it takes out.
 * https://docs.kratix.io/main/reference/workflows
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { z } from "zod";

/** A manifest that a script writes. */
export interface Output {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

export interface PipelineResult {
  /** File name to the objects in it; Kratix delivers them to a Destination. */
  files: Record<string, Output[]>;
  /** Keys for the request's status. */
  status: Record<string, unknown>;
}

/** What the requester asked for cannot be made; the message says so in the requester's words. */
export class RequestRefusal extends Error {}

/** Parses the request with `schema`, and writes what `make` returns. Ends the process with 1 and the reason. */
export async function runPipeline<T>(
  schema: z.ZodType<T>,
  make: (request: T) => PipelineResult,
): Promise<void> {
  const { KRATIX_INPUT, KRATIX_OUTPUT, KRATIX_METADATA } = process.env;
  try {
    const input = await readFile(join(KRATIX_INPUT ?? "/kratix/input", "object.yaml"), "utf8");
    const { files, status } = make(schema.parse(parse(input)));
    await writeOutput(KRATIX_OUTPUT ?? "/kratix/output", files);
    await writeFile(join(KRATIX_METADATA ?? "/kratix/metadata", "status.yaml"), stringify(status));
  } catch (error) {
    console.error(error instanceof RequestRefusal ? error.message : error);
    process.exitCode = 1;
  }
}

async function writeOutput(folder: string, files: PipelineResult["files"]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, objects] of Object.entries(files)) {
    const documents = objects.map((object) => stringify(object, { aliasDuplicateObjects: false }));
    await writeFile(join(folder, name), documents.join("---\n"));
  }
}
