import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { openStack } from "#demo/local-stack/stack";
import { makeStackFolder, sweepStackFolders } from "#demo/local-stack/stack-folder";

const fixture = z.object({ folder: z.string(), port: z.number(), pids: z.array(z.number()) });
const FIXTURE = new URL("testing/stack-fixture.ts", import.meta.url).pathname;
const WITHIN = { timeout: 10_000, interval: 50 };

let temporary: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "vitrine-stack-test-"));
  vi.stubEnv("TMPDIR", temporary);
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(temporary, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** Starts the fixture, or a launcher that starts it; resolves once its servers run. */
async function startFixture(mode: string, launcher = false) {
  const launch = `const { spawn } = require("node:child_process");
    spawn(process.execPath, process.argv.slice(1), { stdio: "inherit", env: { ...process.env, VITRINE_LAUNCHER: String(process.pid) } });
    setInterval(() => {}, 1000);`;
  const args = launcher ? ["-e", launch, FIXTURE, mode] : [FIXTURE, mode];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  started.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, ...fixture.parse(JSON.parse(String(line))) };
}

/** A zombie does not count as alive: it only waits for its parent and holds no resources. */
function isAlive(pid: number): boolean {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)])
      .toString()
      .trim();
    return !state.startsWith("Z");
  } catch {
    return false;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const listening = await Promise.race([
    once(server, "listening").then(() => true),
    once(server, "error").then(() => false),
  ]);
  server.close();
  return listening;
}

describe("stack leaves no process, folder or port", () => {
  const kill = (signal: NodeJS.Signals) => (child: ChildProcess) => void child.kill(signal);

  it.each([
    ["when the stack is closed", "end", false, () => {}],
    ["after Ctrl-C", "wait", false, kill("SIGINT")],
    ["after SIGTERM", "wait", false, kill("SIGTERM")],
    ["after the terminal was closed", "wait", false, kill("SIGHUP")],
    ["after SIGKILL, which it cannot handle", "wait", false, kill("SIGKILL")],
    ["after a crash", "crash", false, () => {}],
    ["after SIGKILL of the launcher, which reaches no other process", "wait", true, kill("SIGKILL")],
  ])(
    "%s",
    async (_reason, mode, launcher, act) => {
      const { child, folder, port, pids } = await startFixture(mode, launcher);
      act(child);
      await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), WITHIN);
      await vi.waitFor(() => expect(existsSync(folder)).toBe(false), WITHIN);
      expect(await canListen(port)).toBe(true);
      // The guardian did all this and ends last.
      await vi.waitFor(() => expect(processesNaming(folder)).toEqual([]), WITHIN);
    },
    30_000,
  );

  function processesNaming(text: string): string[] {
    const lines = execFileSync("ps", ["-A", "-ww", "-o", "args="]).toString().split("\n");
    return lines.filter((line) => line.includes(text));
  }
});

describe("sweepStackFolders", () => {
  it("removes the folder of a start that ended, and kills its processes", async () => {
    const folder = join(temporary, "vitrine-stack-gone");
    mkdirSync(folder);
    writeFileSync(join(folder, "owner"), "999999999 Thu Jan  1 00:00:00 1970");
    const server = spawn("sh", ["-c", "sleep 600 & wait", `${folder}/etcd`], { stdio: "ignore" });
    started.push(server);
    sweepStackFolders(temporary);
    await once(server, "exit");
    expect(server.signalCode).toBe("SIGKILL");
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("keeps the folder of a running start", () => {
    const folder = makeStackFolder(temporary);
    sweepStackFolders(temporary);
    expect(existsSync(folder)).toBe(true);
  });

  it("keeps a folder without an owner", () => {
    mkdirSync(join(temporary, "vitrine-stack-being-made"));
    sweepStackFolders(temporary);
    expect(readdirSync(temporary)).toEqual(["vitrine-stack-being-made"]);
  });
});

describe("server of the stack", () => {
  it("fails the start when it ends before it is ready, with the end of its log", async () => {
    const stack = openStack();
    const start = stack.start({
      name: "broken",
      command: "sh",
      args: ["-c", "echo no such flag; exit 3"],
      ready: async () => false,
    });
    await expect(start).rejects.toMatchObject({
      detail: "broken ended with code 3 before it was ready.",
      suggestion: expect.stringContaining("no such flag"),
    });
    await stack.close();
  });

  it("fails the start when it is not installed", async () => {
    const stack = openStack();
    const start = stack.start({ name: "missing", command: "/no/such", args: [], ready: async () => false });
    await expect(start).rejects.toMatchObject({
      detail: expect.stringMatching(/could not be started .*ENOENT/),
    });
    await stack.close();
  });

  it("is reported when it dies later, but not when it is stopped", async () => {
    const onCrash = vi.fn();
    const stack = openStack({ onCrash });
    const sleep = { command: "sleep", args: ["600"], ready: async () => true };
    const last = { command: "sh", args: ["-c", "echo the last line; exec sleep 600"] };
    const dying = await stack.start({ ...sleep, ...last, name: "dying" });
    await vi.waitFor(() => expect(readFileSync(dying.logFile, "utf8")).toContain("the last line"), WITHIN);
    const stopped = await stack.start({ ...sleep, name: "stopped" });
    await stopped.stop();
    process.kill(dying.pid, "SIGKILL");
    await vi.waitFor(() => expect(onCrash).toHaveBeenCalled(), WITHIN);
    await stack.close();
    expect(onCrash.mock.calls).toEqual([["dying", "dying was ended by SIGKILL", "  the last line"]]);
  });
});

it("the stack stops its servers in the reverse order of the start", async () => {
  const stack = openStack();
  const order: string[] = [];
  for (const name of ["first", "second", "third"]) stack.onClose(async () => void order.push(name));
  await stack.close();
  expect(order).toEqual(["third", "second", "first"]);
});
