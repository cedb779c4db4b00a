// `npm run config:check FILE`: checks a configuration file, on the Node that comes with the packages.
import { run } from "./terminal.js";

process.exitCode = await run("node", ["lib/command/main.ts", "config", ...process.argv.slice(2)]);
