// `npm run test:unit`, `test:integration`, `test:e2e`, `test:attack`, `test:size`: one part of `npm test`. Each takes the
// arguments of its runner, such as the path of a file. `test:attack -- --long` sends 10,000 malformed inputs in place of
// 1,000, and `test:size -- --long` goes on for 30 minutes in place of 2.
// `npm run pictures` takes the pictures of the docs, as a journey does.
import { obtainChromium } from "./chromium.js";
import { install } from "./install.js";
import { mustRun, run, step } from "./terminal.js";

const obtain = {
  programs: () => step("Local stack: programs", () => mustRun("node", ["demo/obtain.ts", "programs"])),
  portal: () => step("The portal's build", () => mustRun("node", ["demo/obtain.ts", "portal"])),
};

const vitest = (projects, given) =>
  run("vitest", ["run", ...projects.map((project) => `--project=${project}`), ...given]);

async function playwright(projects, given, env = {}) {
  await obtain.programs();
  await obtain.portal();
  const selected = projects.map((project) => `--project=${project}`);
  const rest = given.filter((argument) => argument !== "--long");
  return run("playwright", ["test", ...selected, "--no-deps", "--reporter=list", ...rest], {
    VITRINE_CHROMIUM: await obtainChromium(),
    ...env,
    ...(given.includes("--long") ? { VITRINE_LONG: "1" } : {}),
  });
}

const parts = {
  unit: (given) => vitest(["unit", "process"], given),
  integration: async (given) => {
    await obtain.programs();
    return vitest(["integration"], given);
  },
  e2e: (given) => playwright(["portal", "full"], given),
  attack: (given) => playwright(["attack"], given),
  size: (given) => playwright(["size"], given),
  pictures: (given) => playwright(["portal"], given, { VITRINE_PICTURES: "1" }),
};

const [name, ...given] = process.argv.slice(2);
await install();
process.exitCode = await parts[name](given);
