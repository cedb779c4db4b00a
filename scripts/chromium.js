// Finds a Chromium for the browser tests, or installs one.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, step } from "./terminal.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function findOnPath() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/** The path of a Chromium: the one named, Playwright's own, the system's; undefined if there is none. */
async function findChromium() {
  if (process.env.VITRINE_CHROMIUM) return process.env.VITRINE_CHROMIUM;
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : findOnPath();
}

/** The path of a Chromium, installed first where none is. Throws with what to install by hand. */
export async function obtainChromium() {
  const found = await findChromium();
  if (found) return found;
  await step("Installing Chromium", async () => {
    if ((await run("npx", ["playwright", "install", "chromium"])) === 0) return;
    const isDebianRoot = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
    if (isDebianRoot)
      await run("sh", ["-c", "apt-get update -qq && apt-get install -y -qq chromium >/dev/null"]);
  });
  const installed = await findChromium();
  if (installed) return installed;
  throw new Error(
    "No Chromium. Install it (`npx playwright install chromium`) or name one in VITRINE_CHROMIUM.",
  );
}
