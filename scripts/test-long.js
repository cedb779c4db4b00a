// `npm run test:long`: what takes hours. Every journey many times over, so that what fails once in a while fails here.
import { obtainChromium } from "./chromium.js";
import { install } from "./install.js";
import { mustRun, step } from "./terminal.js";

const REPEAT = process.argv[2] ?? "20";
/** Random schemas; their seed is said, and repeats them. */
const SCHEMAS = { VITRINE_PROPERTY_SCHEMAS: "2000", VITRINE_PROPERTY_SEED: new Date().toISOString() };
const JOURNEYS = ["portal", "full", "attack"].map((project) => `--project=${project}`);

await install();
const env = { VITRINE_CHROMIUM: await obtainChromium(), VITRINE_LONG: "1" };
await step(`Unit and integration tests, ${REPEAT} times`, async () => {
  for (let round = 0; round < Number(REPEAT); round += 1) await mustRun("vitest", ["run", "--reporter=dot"]);
});
await step("2,000 random schemas before the real API server", () =>
  mustRun("vitest", ["run", "lib/schema/testing/property"], SCHEMAS),
);
await step(`Journeys, ${REPEAT} times`, () =>
  mustRun("playwright", ["test", ...JOURNEYS, `--repeat-each=${REPEAT}`, "--reporter=dot"], env),
);
await step("A portal of real size for 30 minutes", () =>
  mustRun("playwright", ["test", "--project=size", "--no-deps", "--reporter=list"], env),
);
