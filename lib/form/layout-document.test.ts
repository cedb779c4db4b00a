import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeLayout } from "#lib/form/layout-document";

it("is what docs/layout.schema.json says", () => {
  const path = new URL("../../docs/layout.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(describeLayout());
});
