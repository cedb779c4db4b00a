import { readdirSync } from "node:fs";
import { openStack } from "#demo/local-stack/stack";
import { buildPortal } from "#demo/portal-build";
import { expect, test } from "./testing/portal";

// Before all others, which run on this build: two workers that build at once would be in each other's way.
test("the build contains the server and its dependencies, and no sources", async () => {
  test.setTimeout(15 * 60_000);
  const stack = openStack({ onProgress: () => {} });
  try {
    const build = await buildPortal(stack);
    expect(readdirSync(build).sort()).toEqual([
      ".next",
      "launcher.js",
      "node_modules",
      "package.json",
      "public",
      "server.js",
      "vitrine.js",
    ]);
  } finally {
    await stack.close();
  }
});
