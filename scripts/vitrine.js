// `npm run vitrine -- …`: the command of this checkout. What needs a portal runs from its build.
import { install } from "./install.js";
import { mustRun, run } from "./terminal.js";

const WITHOUT_PORTAL = ["check", "config"];

await install();
const args = process.argv.slice(2);
if (WITHOUT_PORTAL.includes(args[0])) {
  process.exitCode = await run("node", ["lib/command/main.ts", ...args]);
} else {
  await mustRun("node", ["demo/obtain.ts", "dist"]);
  process.exitCode = await run("node", ["dist/vitrine.js", ...args]);
}
