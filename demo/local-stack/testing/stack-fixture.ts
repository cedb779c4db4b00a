/** A small stack as a process of its own, for stack.test.ts: a server with a child, and a command that runs. */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { watchForEnd } from "#demo/local-stack/end";
import { openStack } from "#demo/local-stack/stack";

// Does not end when asked to, and has a child of its own.
const SERVER = `
const child = require("node:child_process").spawn("sleep", ["600"], { stdio: "ignore" });
process.on("SIGTERM", () => {});
require("node:fs").writeFileSync(process.argv[2], String(child.pid));
require("node:http").createServer((_, answer) => answer.end("ok")).listen(Number(process.argv[1]), "127.0.0.1");
`;

const signal = watchForEnd();
const stack = openStack({ graceMilliseconds: 200 });
const port = await stack.freePort();
const childFile = join(stack.folder, "child");
const commandFile = join(stack.folder, "command");
stack.run({ command: "sh", args: ["-c", 'echo $$ > "$0"; exec sleep 600', commandFile] }).catch(() => {});
const server = await stack.start({
  name: "server",
  command: process.execPath,
  args: ["-e", SERVER, String(port), childFile],
  ready: async () => existsSync(commandFile) && (await fetch(`http://127.0.0.1:${port}`)).ok,
});
const pids = [process.pid, server.pid, ...[childFile, commandFile].map((file) => Number(readFileSync(file)))];
console.log(JSON.stringify({ folder: stack.folder, port, pids }));

if (process.argv[2] === "crash") throw new Error("as if it had a bug");
if (process.argv[2] !== "end") await once(signal, "abort");
await stack.close();
process.exit(0);
