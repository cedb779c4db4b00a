// `npm run dev`: the demo with Next's development server, which follows the sources.
import { launch } from "./launch.js";

await launch(["--dev", ...process.argv.slice(2)]);
