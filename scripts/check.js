// `npm run check`: format, lint, types, dependency rules, unused code, language. Fast enough to run before each commit.
import { run, step } from "./terminal.js";

const CHECKS = [
  ["Format and lint", "biome", ["ci", "--error-on-warnings", "--colors=off", "."]],
  ["Route types", "next", ["typegen"]],
  ["Types", "tsc", ["--noEmit"]],
  [
    "Dependency rules",
    "depcruise",
    ["--config", ".dependency-cruiser.mjs", "app", "components", "lib", "demo"],
  ],
  ["Unused code and packages", "knip", []],
  ["Language", "node", ["scripts/language.js"]],
];

/** Runs every check, also after one failed. Gives how many passed and failed. */
export async function check() {
  const result = { passed: 0, failed: 0 };
  for (const [title, command, args] of CHECKS) {
    const code = await step(title, () => run(command, args, { NEXT_TELEMETRY_DISABLED: "1" }));
    if (code !== 0) console.error(`✗ ${title}: \`npx ${command} ${args.join(" ")}\` shows it again.`);
    result[code === 0 ? "passed" : "failed"] += 1;
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
