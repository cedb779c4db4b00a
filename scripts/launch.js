// Starts the demo on the Node that comes with the packages, and ends with it.
import { install } from "./install.js";
import { run } from "./terminal.js";

const PARENT_CHECK_MILLISECONDS = 500;

/** npm killed by SIGKILL tells nobody; it is seen by our being someone else's child. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, PARENT_CHECK_MILLISECONDS).unref();
}

/** Installs what is missing and runs demo/main.ts with these arguments until it ends. */
export async function launch(args) {
  if (process.env.npm_lifecycle_event) endWithParent();
  try {
    await install();
    process.exitCode = await run("node", ["demo/main.ts", ...args], {
      VITRINE_LAUNCHER: String(process.pid),
      // Downloads go through the proxy that HTTPS_PROXY names; what runs on this machine does not.
      NODE_USE_ENV_PROXY: "1",
      NO_PROXY: ["127.0.0.1", "localhost", process.env.NO_PROXY].filter(Boolean).join(","),
    });
  } catch (error) {
    console.error(`✗ ${error.message}`);
    process.exitCode = 1;
  }
}
