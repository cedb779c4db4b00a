import { readdirSync } from "node:fs";
import { buildPortal } from "#demo/portal-build";
import { expect, test } from "./portal";

// `portal` runs from the build of today's sources, so that it is there.
test("what is shipped is the server and what it needs, none of the sources", async ({ portal }) => {
  expect(portal.url).not.toBe("");
  const build = await buildPortal({
    run: () => Promise.reject(new Error("the build is not there")),
    report: () => {},
  });
  expect(readdirSync(build).sort()).toEqual([".next", "node_modules", "package.json", "public", "server.js"]);
});
