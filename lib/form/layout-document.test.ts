import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeLayout } from "#lib/form/layout-document";

it("matches the published docs/layout.schema.json", () => {
  const path = new URL("../../docs/layout.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(describeLayout());
});
