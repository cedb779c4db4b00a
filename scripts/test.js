// `npm test`: installs what is missing, then checks, unit and integration tests, the build, the journeys in a real
// browser, and the attack suite. Plain JavaScript for Node 20, because Node 24 comes with the packages it installs.
import { readFileSync, rmSync } from "node:fs";
import { formatDuration } from "./duration.js";
import { install } from "./install.js";
import { mustRun, run, step } from "./terminal.js";

const RESULTS = ".cache/test";
const total = { passed: 0, failed: 0 };

function count(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}

/** A runner's JSON report; one that is missing counts as a failure, as the runner did not get to its end. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Counts a runner's tests. A runner that failed without a failed test (a crash, no test found) is one failure. */
function countRun(code, passed, failed) {
  count(passed, code !== 0 && failed === 0 ? 1 : failed);
}

async function runUnitTests() {
  const file = `${RESULTS}/unit.json`;
  const code = await run("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file);
  countRun(report ? code : 1, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0);
}

/** Journeys and attacks: two projects of Playwright, each on a demo of its own. */
async function runJourneys() {
  const file = `${RESULTS}/e2e.json`;
  const { obtainChromium } = await import("./chromium.js");
  const code = await run("playwright", ["test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    VITRINE_CHROMIUM: await obtainChromium(),
  });
  const stats = readReport(file)?.stats;
  countRun(stats ? code : 1, stats?.expected ?? 0, (stats?.unexpected ?? 0) + (stats?.flaky ?? 0));
}

async function main() {
  const start = Date.now();
  await install();
  rmSync(RESULTS, { recursive: true, force: true });
  await step("Local stack: programs", () => mustRun("node", ["demo/obtain.ts", "programs"]));
  const { check } = await import("./check.js");
  const checks = await check();
  count(checks.passed, checks.failed);
  // The portal is built meanwhile, where the tests leave time; a build that fails is the first journey's to say.
  const building = run("node", ["demo/obtain.ts", "portal"]);
  await step("Unit and integration tests", runUnitTests);
  await step("The portal's build", () => building);
  await step("Journeys in the browser, and attacks", runJourneys);
  console.error(`Took ${formatDuration(Date.now() - start)}.`);
}

try {
  await main();
} catch (error) {
  console.error(`✗ ${error.message}`);
  count(0, 1);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
