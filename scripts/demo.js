// `npm run demo`: a portal on a cluster of its own, on this machine.
import { launch } from "./launch.js";

await launch(process.argv.slice(2));
