// The process that starts Git for the portal; `starter.ts` starts it and says why. It is sent `{ id, args, cwd, input,
// timeout, mostOutput }` and answers `{ id, result: { code, stdout, stderr } }` or `{ id, error }`. `{ id, end: true }`
// ends a run.

import { spawn } from "node:child_process";

const running = new Map();

function start({ id, args, cwd, input, timeout, mostOutput }) {
  const child = spawn("git", args, { cwd, stdio: "pipe", timeout, killSignal: "SIGKILL" });
  const out = [];
  const err = [];
  let size = 0;
  running.set(id, child);
  child.stdout.on("data", (chunk) => {
    size += chunk.length;
    if (size > mostOutput) child.kill("SIGKILL");
    else out.push(chunk);
  });
  child.stderr.on("data", (chunk) => err.push(chunk));
  child.on("error", ({ message }) => answer({ id, error: message }));
  const end = (code) => {
    const stderr = Buffer.concat(err).toString().trim();
    answer({ id, result: { code: code ?? -1, stdout: Buffer.concat(out), stderr } });
  };
  child.on("close", end);
  child.on("exit", (code) => {
    if (code !== null) return;
    // Git was killed. What it had started may hold its output open, and is not waited for.
    child.stdout.destroy();
    child.stderr.destroy();
    end(code);
  });
  // Git may end before it has read everything; its exit code says what happened.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
}

function answer(message) {
  // What could not be started is told of twice: by an error, and by its end.
  if (running.delete(message.id) && process.connected) process.send(message);
  endWithPortal();
}

/** What runs still ends by itself: Git that is killed leaves its locks behind. */
function endWithPortal() {
  if (!process.connected && running.size === 0) process.exit();
}

// A signal to the whole group reaches this process too. The portal ends it, when it needs it no more.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

process.on("disconnect", endWithPortal);
process.on("message", (message) => {
  if (message.end) running.get(message.id)?.kill("SIGKILL");
  else start(message);
});
