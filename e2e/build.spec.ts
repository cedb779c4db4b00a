import { readdirSync } from "node:fs";
import { openStack } from "#demo/local-stack/stack";
import { buildPortal } from "#demo/portal-build";
import { BUILD_FILES } from "./testing/build-files";
import { expect, test } from "./testing/portal";

// Before all others, which run on this build: two workers that build at once would be in each other's way.
test("the build contains the server and its dependencies, and no sources", async () => {
  test.setTimeout(15 * 60_000);
  const stack = openStack({ onProgress: () => {} });
  try {
    const build = await buildPortal(stack);
    expect(readdirSync(build).sort()).toEqual(BUILD_FILES);
  } finally {
    await stack.close();
  }
});
