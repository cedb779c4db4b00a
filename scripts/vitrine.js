// `npm run vitrine -- check …`: the command line, on the Node that comes with the packages.
import { run } from "./terminal.js";

process.exitCode = await run("node", ["lib/check/main.ts", ...process.argv.slice(2)]);
