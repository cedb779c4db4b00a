import { execFile } from "node:child_process";
import { expect, it, vi } from "vitest";
import { createGitStarter } from "#lib/git/process/starter";

const starter = createGitStarter();
const LIMITS = { timeout: 30_000, mostOutput: 1_000_000 };
const open = new AbortController().signal;

const run = (args: string[], { limits = LIMITS, input = "", signal = open, cwd = "/" } = {}) =>
  starter.run({ args, cwd, input, ...limits }, signal);
/** Git runs the line in a shell: its `$PPID` is Git, and Git's parent is the starter. */
const shell = (line: string, options = {}) => run(["-c", `alias.in-shell=!${line}`, "in-shell"], options);
const findStarter = async () => readPid((await shell("ps -o ppid= -p $PPID")).stdout.toString());
function readPid(text: string): number {
  const pid = Number(text);
  // Zero would mean the test's own process group.
  if (!(pid > 1)) throw new Error(`no process: ${text}`);
  return pid;
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("returns the exit code, the exact bytes of the output and the error output", async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("latin1");
  expect(await shell("cat; echo no >&2; exit 3", { input: bytes })).toEqual({
    code: 3,
    stdout: Buffer.from(bytes),
    stderr: "no",
  });
});

it("returns to each of many concurrent runs its own output", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => shell(`echo ${at}`)));
  expect(answers.map(({ stdout }) => Number(stdout.toString()))).toEqual(answers.map((_, at) => at));
});

it("starts every run from one process that is not the portal", async () => {
  const first = await findStarter();
  expect(first).not.toBe(process.pid);
  expect(await findStarter()).toBe(first);
});

it("ends a run that exceeds the time limit or the output limit", async () => {
  const short = { ...LIMITS, timeout: 50 };
  expect(await shell("exec sleep 20", { limits: short })).toMatchObject({ code: -1 });
  const small = { ...LIMITS, mostOutput: 1_000 };
  const { code, stdout } = await shell("exec yes", { limits: small });
  expect(code).toBe(-1);
  expect(stdout.length).toBeLessThanOrEqual(1_000);
});

it("ends running processes when the portal shuts down and starts no new ones", async () => {
  const abort = new AbortController();
  const running = shell("exec sleep 20", { signal: abort.signal });
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  await expect(shell("true", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
});

it("reports an error when Git cannot start", async () => {
  await expect(run(["version"], { cwd: "/no/such/folder" })).rejects.toThrow(/ENOENT/);
});

it("fails the running commands when the process is killed and starts another process", async () => {
  const pid = await findStarter();
  const running = shell("exec sleep 1");
  process.kill(pid, "SIGKILL");
  await expect(running).rejects.toThrow(/SIGKILL/);
  expect(await findStarter()).not.toBe(pid);
});

it("survives a signal to the process group and ends with the portal", async () => {
  const program = `
    const { createGitStarter } = await import(${JSON.stringify(new URL("./starter.ts", import.meta.url))});
    const args = ["-c", "alias.in-shell=!ps -o ppid= -p $PPID", "in-shell"];
    const run = { args, cwd: "/", input: "", timeout: 30_000, mostOutput: 1_000 };
    const { stdout } = await createGitStarter().run(run, new AbortController().signal);
    console.log(stdout.toString());
    setInterval(() => {}, 1_000);`;
  const portal = execFile(process.execPath, ["--input-type=module", "-e", program]);
  const pid = await new Promise<number>((resolve) =>
    portal.stdout?.once("data", (text) => resolve(readPid(text))),
  );
  process.kill(pid, "SIGINT");
  process.kill(pid, "SIGTERM");
  expect(isAlive(pid)).toBe(true);
  portal.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
});
