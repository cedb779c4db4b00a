// How the commands of this project talk in a terminal: one line a step, with its time.
import { spawn } from "node:child_process";
import { formatDuration } from "./duration.js";

/** Says what is being done, does it, and says how long it took; every 15 s in between it says so again. */
export async function step(title, work) {
  const start = Date.now();
  const elapsed = () => formatDuration(Date.now() - start);
  console.error(`▸ ${title}`);
  const progress = setInterval(() => console.error(`  … ${title}, ${elapsed()}`), 15_000);
  try {
    const result = await work();
    console.error(`✓ ${title} (${elapsed()})`);
    return result;
  } catch (error) {
    console.error(`✗ ${title} (${elapsed()})`);
    throw error;
  } finally {
    clearInterval(progress);
  }
}

const running = new Set();

/** Ends what `run` started, when this command is told to end. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = signal === "SIGINT" ? 130 : 143;
    if (running.size === 0) process.exit();
  });
}

/** Runs a program with our terminal; resolves with its exit code. */
export function run(command, args, env = {}) {
  return start(command, args, env, "inherit").ended;
}

/** Runs a program without our terminal; resolves with its exit code and all that it wrote. */
export async function capture(command, args, env = {}) {
  const { child, ended } = start(command, args, env, "pipe");
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(chunk));
  return { code: await ended, output: Buffer.concat(chunks).toString() };
}

function start(command, args, env, output) {
  const child = spawn(command, args, {
    stdio: ["ignore", output, output],
    env: { ...process.env, ...env },
  });
  running.add(child);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
  return { child, ended };
}

/** Like `run`, but a code other than 0 is an error that names the command. */
export async function mustRun(command, args, env) {
  const code = await run(command, args, env);
  if (code !== 0) throw new Error(`\`${[command, ...args].join(" ")}\` ended with code ${code}.`);
}
