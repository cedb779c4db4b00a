import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Release } from "#demo/local-stack/programs/program-list";
import { createReleaseFetcher } from "#demo/local-stack/programs/release";

const PROGRAM = "#!/bin/sh\necho hello\n";
/** Longer than any host of this test needs, even on a busy machine. */
const PATIENT = 20_000;
/** For hosts that stop sending. */
const IMPATIENT = 200;
/** For the slow host, whose whole response takes twice as long. */
const SLOW = 1_000;

let folder: string;
let server: Server;
let base: string;
let requests: string[];

const hash = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

/** The response of the test server for each path. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? "";
  requests.push(path);
  const bodies: Record<string, string | Buffer> = {
    "/program": PROGRAM,
    "/program.sha256": `${hash(PROGRAM)}\n`,
    "/checksums.txt": `${hash("other")}  other\n${hash(PROGRAM)}  program\n`,
    "/others.txt": `${hash("other")}  other\n${hash("third")}  third\n`,
  };
  if (path === "/archive.tar.gz") response.end(readFileSync(join(folder, "archive.tar.gz")));
  else if (path === "/silent") return;
  else if (path === "/stalled") response.write("the first bytes, and then nothing");
  else if (path === "/slow") drip(response, [...PROGRAM]);
  else if (bodies[path] !== undefined) response.end(bodies[path]);
  else response.writeHead(404).end();
}

/** Sends single bytes. Each arrives well within the limit; the whole response takes far longer. */
function drip(response: ServerResponse, [byte, ...rest]: string[]): void {
  if (byte === undefined) return void response.end();
  response.write(byte);
  setTimeout(() => drip(response, rest), (2 * SLOW) / PROGRAM.length);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-release-test-"));
  requests = [];
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function createFetcher(stallMilliseconds = PATIENT) {
  const run = async ({ command, args }: { command: string; args: string[] }) => {
    execFileSync(command, args);
    return { code: 0, stdout: "", stderr: "" };
  };
  const { signal } = new AbortController();
  return createReleaseFetcher(() => folder, run, { signal, stallMilliseconds });
}

const sha256 = (hex: string): Release["checksum"] => ({ algorithm: "sha256", hex });

describe("valid release", () => {
  it.each([
    ["matches a known checksum", "/program", () => sha256(hash(PROGRAM))],
    ["matches a checksum in upper case", "/program", () => sha256(hash(PROGRAM).toUpperCase())],
    ["matches a checksum in its own file", "/program", () => published("/program.sha256")],
    ["matches a checksum in a list", "/program", () => published("/checksums.txt")],
    ["accepts a slow download while bytes arrive", "/slow", () => sha256(hash(PROGRAM))],
  ])("%s", async (_reason, path, checksum) => {
    const fetchRelease = createFetcher(path === "/slow" ? SLOW : PATIENT);
    const file = await fetchRelease({ url: `${base}${path}`, checksum: checksum() });
    expect(readFileSync(file, "utf8")).toBe(PROGRAM);
  });

  const published = (path: string): Release["checksum"] => ({ algorithm: "sha256", url: `${base}${path}` });
});

describe("refused release", () => {
  it.each([
    ["has another checksum", "/program", () => sha256(hash("other")), /has checksum .* published is/],
    [
      "is missing in the list of checksums",
      "/program",
      () => listed("/others.txt"),
      /no checksum for program/,
    ],
    ["has no published checksum", "/program", () => listed("/missing"), /answered 404/],
    ["does not exist", "/missing", () => sha256(hash(PROGRAM)), /answered 404/],
    ["comes from a host that never answers", "/silent", () => sha256(hash(PROGRAM)), /no byte for 0.2 s/],
    [
      "comes from a host that stops in the middle",
      "/stalled",
      () => sha256(hash(PROGRAM)),
      /no byte for 0.2 s/,
    ],
  ])("%s", async (_reason, path, checksum, message) => {
    const fetchRelease = createFetcher(/silent|stalled/.test(path) ? IMPATIENT : PATIENT);
    await expect(fetchRelease({ url: `${base}${path}`, checksum: checksum() })).rejects.toThrow(message);
  });

  it("comes from a host that refuses the connection", async () => {
    server.close();
    await once(server, "close");
    await expect(createFetcher()({ url: `${base}/program`, checksum: sha256("00") })).rejects.toThrow();
  });

  const listed = (path: string): Release["checksum"] => ({ algorithm: "sha256", url: `${base}${path}` });
});

describe("archive", () => {
  let checksum: Release["checksum"];

  beforeEach(() => {
    for (const name of ["one", "two"]) writeFileSync(join(folder, name), PROGRAM + name);
    execFileSync("tar", ["-czf", join(folder, "archive.tar.gz"), "-C", folder, "one", "two"]);
    checksum = sha256(hash(readFileSync(join(folder, "archive.tar.gz"))));
  });

  it("is downloaded once for all its programs", async () => {
    const fetchRelease = createFetcher();
    const url = `${base}/archive.tar.gz`;
    const files = await Promise.all(["one", "two"].map((member) => fetchRelease({ url, checksum, member })));
    expect(files.map((file) => readFileSync(file, "utf8"))).toEqual([`${PROGRAM}one`, `${PROGRAM}two`]);
    expect(requests).toEqual(["/archive.tar.gz"]);
  });

  it("is not unpacked when its checksum is wrong", async () => {
    const release = { url: `${base}/archive.tar.gz`, checksum: sha256(hash("other")), member: "one" };
    await expect(createFetcher()(release)).rejects.toThrow(/has checksum/);
  });
});
