/** Fetching a prebuilt program and proving that it is the one that was published. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Release } from "#demo/local-stack/program-list";
import type { CommandResult, CommandSpec } from "#demo/local-stack/types";

/** A download that brings nothing for this long is given up: building is then the faster way. */
const STALL_MILLISECONDS = 10_000;

export interface DownloadOptions {
  signal: AbortSignal;
  stallMilliseconds?: number;
}

/** Calls `work` with a signal that aborts when nothing was heard for a while; `heard` says that something was. */
async function withStallLimit<T>(
  { signal, stallMilliseconds = STALL_MILLISECONDS }: DownloadOptions,
  work: (signal: AbortSignal, heard: () => void) => Promise<T>,
): Promise<T> {
  const stall = new AbortController();
  const giveUp = () => stall.abort(new Error(`no byte for ${stallMilliseconds / 1000} s`));
  const timer = setTimeout(giveUp, stallMilliseconds);
  try {
    return await work(AbortSignal.any([signal, stall.signal]), () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

async function* readChunks(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    heard();
    yield chunk.value;
  }
}

/** Streams `url` to `file`. Rejects on any answer but 200 and when no byte comes for the stall time. */
async function download(url: string, file: string, options: DownloadOptions): Promise<void> {
  await withStallLimit(options, async (signal, heard) => {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
    await pipeline(readChunks(response.body, heard), createWriteStream(file), { signal });
  });
}

/** The checksum for `fileName` in a file of `<hex>  <name>` lines, or the only hex in it. */
function pickChecksum(text: string, fileName: string): string | undefined {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+\*?/));
  if (lines.length === 1 && lines[0]?.length === 1) return lines[0][0];
  return lines.find(([, name]) => name === fileName)?.[0];
}

async function findChecksum(
  { url, checksum }: Release,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  if ("hex" in checksum) return checksum.hex;
  const file = join(folder, "checksums");
  await download(checksum.url, file, options);
  const hex = pickChecksum(await readFile(file, "utf8"), basename(url));
  if (!hex) throw new Error(`${checksum.url} names no checksum for ${basename(url)}`);
  return hex;
}

/**
 * Downloads a release into `folder` and gives the path of the program in it.
 * Rejects when the host refuses, stalls for 10 s, or the bytes are not those of the published checksum; nothing
 * that failed the check is unpacked.
 */
export async function fetchRelease(
  release: Release,
  folder: string,
  run: (spec: CommandSpec) => Promise<CommandResult>,
  options: DownloadOptions,
): Promise<string> {
  const expected = await findChecksum(release, folder, options);
  const file = join(folder, basename(release.url));
  await download(release.url, file, options);
  const actual = createHash(release.checksum.algorithm)
    .update(await readFile(file))
    .digest("hex");
  if (actual !== expected.toLowerCase())
    throw new Error(`${release.url} has the checksum ${actual}, published is ${expected}`);
  if (!release.member) return file;
  const { code, stderr } = await run({ command: "tar", args: ["-xzf", file, "-C", folder, release.member] });
  if (code !== 0) throw new Error(`${basename(file)} cannot be unpacked: ${stderr.trim()}`);
  const program = join(folder, `${basename(release.member)}.program`);
  await rename(join(folder, release.member), program);
  return program;
}
