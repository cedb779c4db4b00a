// `npm run build`: the portal for production, as the folder `dist`.
import { install } from "./install.js";
import { mustRun, step } from "./terminal.js";

/** Builds the portal of today's sources, unless it is built already, and copies it to `dist`. */
export async function build() {
  await install();
  await step("Building the portal", () => mustRun("node", ["demo/obtain.ts", "dist"]));
}

if (process.argv[1] === import.meta.filename) await build();
