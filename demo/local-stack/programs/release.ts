/** Fetching a prebuilt program and proving that it is the one that was published. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Release } from "#demo/local-stack/programs/program-list";
import type { CommandResult, CommandSpec } from "#demo/local-stack/types";

type Run = (spec: CommandSpec) => Promise<CommandResult>;

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

/** Downloads a release and checks it. Rejects when the host refuses or stalls, or when the bytes are not those published. */
async function downloadVerified(release: Release, file: string, options: DownloadOptions): Promise<void> {
  const { url, checksum } = release;
  const expected = "hex" in checksum ? checksum.hex : await fetchChecksum(checksum.url, url, file, options);
  await download(url, file, options);
  const actual = createHash(checksum.algorithm)
    .update(await readFile(file))
    .digest("hex");
  if (actual !== expected.toLowerCase())
    throw new Error(`${url} has checksum ${actual}, published is ${expected}`);
}

async function fetchChecksum(
  from: string,
  url: string,
  file: string,
  options: DownloadOptions,
): Promise<string> {
  await download(from, `${file}.checksum`, options);
  const hex = pickChecksum(await readFile(`${file}.checksum`, "utf8"), basename(url));
  if (!hex) throw new Error(`${from} names no checksum for ${basename(url)}`);
  return hex;
}

async function unpack(archive: string, member: string, run: Run): Promise<string> {
  const folder = `${archive}.unpacked`;
  await mkdir(folder, { recursive: true });
  const { code, stderr } = await run({ command: "tar", args: ["-xzf", archive, "-C", folder, member] });
  if (code !== 0) throw new Error(`${basename(archive)} cannot be unpacked: ${stderr.trim()}`);
  return join(folder, member);
}

/**
 * Gives what fetches releases into the folder that `place` names and gives the path of the program.
 * An archive with several programs is downloaded once. It rejects when the host refuses, brings no byte for 10 s,
 * or sends other bytes than were published; nothing that failed the check is unpacked.
 */
export function createReleaseFetcher(place: () => string, run: Run, options: DownloadOptions) {
  const downloads = new Map<string, Promise<string>>();

  async function downloadOnce(release: Release): Promise<string> {
    const file = join(place(), `${downloads.size}-${basename(release.url)}`);
    const known = downloads.get(release.url) ?? downloadVerified(release, file, options).then(() => file);
    downloads.set(release.url, known);
    return known;
  }

  return async (release: Release): Promise<string> => {
    const file = await downloadOnce(release);
    return release.member ? unpack(file, release.member, run) : file;
  };
}
