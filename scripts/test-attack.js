// `npm run test:attack`: the attack suite against the real demo. `-- --long` sends 10,000 malformed inputs in place of
// 1,000; any other argument goes to Playwright, such as the name of a file of e2e/attack.
import { obtainChromium } from "./chromium.js";
import { install } from "./install.js";
import { mustRun, run, step } from "./terminal.js";

const given = process.argv.slice(2);
const rest = given.filter((argument) => argument !== "--long");

await install();
await step("Local stack: programs", () => mustRun("node", ["demo/obtain.ts", "programs"]));
await step("The portal's build", () => mustRun("node", ["demo/obtain.ts", "portal"]));
const env = {
  VITRINE_CHROMIUM: await obtainChromium(),
  ...(given.includes("--long") ? { VITRINE_LONG: "1" } : {}),
};
process.exitCode = await step("Attacks", () =>
  run("playwright", ["test", "--project=attack", "--no-deps", "--reporter=list", ...rest], env),
);
