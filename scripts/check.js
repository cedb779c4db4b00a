// `npm run check`: format, lint, types, dependency rules, rooms, unused code, language. Fast enough to run before each
// commit: two checks run at once.
import { capture, step } from "./terminal.js";

/** The types of routes come before the types that use them; the other lane takes about as long. */
const LANES = [
  [
    ["Route types", "next", ["typegen"]],
    ["Types", "tsc", ["--noEmit"]],
    ["Language", "node", ["scripts/language.js"]],
  ],
  [
    ["Format and lint", "biome", ["ci", "--error-on-warnings", "--colors=off", "."]],
    [
      "Dependency rules",
      "depcruise",
      ["--config", ".dependency-cruiser.mjs", "app", "components", "lib", "demo", "deploy"],
    ],
    ["Unused code and packages", "knip", []],
    ["Rooms", "node", ["scripts/map.js", "--faults"]],
  ],
];

/** Runs every check, also after one failed. Gives how many passed and failed. */
export async function check() {
  const result = { passed: 0, failed: 0 };
  const lanes = LANES.map(async (lane) => {
    for (const [title, command, args] of lane) {
      const { code, output } = await step(title, () =>
        capture(command, args, { NEXT_TELEMETRY_DISABLED: "1" }),
      );
      if (code !== 0)
        console.error(`${output}✗ ${title}: \`npx ${command} ${args.join(" ")}\` shows it again.`);
      result[code === 0 ? "passed" : "failed"] += 1;
    }
  });
  await Promise.all(lanes);
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
