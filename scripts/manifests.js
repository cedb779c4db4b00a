// `npm run manifests`: renders deploy/manifests and the roles of the demo from deploy/chart, on the Node that comes with
// the packages.
import { install } from "./install.js";
import { run } from "./terminal.js";

await install();
process.exitCode = await run("node", ["deploy/main.ts"]);
