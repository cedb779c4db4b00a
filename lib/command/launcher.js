#!/usr/bin/env node
// The command `vitrine` of the package, for whatever Node the machine has. The portal's libraries need Node 24; where the
// machine's is older, npm fetches Node 24, once.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const OLDEST = 24;
const command = new URL("./vitrine.js", import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= OLDEST) {
  await import(command.href);
} else {
  console.error(`  Node ${process.versions.node} is older than ${OLDEST}: using Node ${OLDEST} from npm.`);
  const program = ["node", fileURLToPath(command), ...process.argv.slice(2)];
  const args = ["exec", "--yes", `--package=node@${OLDEST}`, "--", ...program];
  const child = spawn("npm", args, { stdio: "inherit" });
  // Ctrl-C reaches the child as well, and this process ends with it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", () => {
    console.error(`✗ npm is missing. Install Node ${OLDEST} or newer.`);
    process.exitCode = 1;
  });
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}
