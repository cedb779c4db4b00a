import { describe, expect, it } from "vitest";
import { isInstalled } from "./install.js";

const LOCKED = {
  "": { version: "0.1.0" },
  "node_modules/next": { version: "16.4.6" },
  "node_modules/@next/swc-linux": { version: "16.4.6", optional: true },
};

describe("isInstalled", () => {
  it.each([
    [
      "all is there",
      { "node_modules/next": { version: "16.4.6" }, "node_modules/@next/swc-linux": { version: "16.4.6" } },
      true,
    ],
    ["what belongs to another platform is missing", { "node_modules/next": { version: "16.4.6" } }, true],
    ["a package is missing", { "node_modules/@next/swc-linux": { version: "16.4.6" } }, false],
    ["a package is older", { "node_modules/next": { version: "16.4.5" } }, false],
    [
      "an optional package is older",
      { "node_modules/next": { version: "16.4.6" }, "node_modules/@next/swc-linux": { version: "16.4.5" } },
      false,
    ],
  ])("%s: %o", (_reason, installed, expected) => {
    expect(isInstalled(LOCKED, installed)).toBe(expected);
  });
});
