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
      "accepts a complete installation",
      { "node_modules/next": { version: "16.4.6" }, "node_modules/@next/swc-linux": { version: "16.4.6" } },
      true,
    ],
    ["accepts a missing package of another platform", { "node_modules/next": { version: "16.4.6" } }, true],
    ["refuses a missing package", { "node_modules/@next/swc-linux": { version: "16.4.6" } }, false],
    ["refuses an older package", { "node_modules/next": { version: "16.4.5" } }, false],
    [
      "refuses an older optional package",
      { "node_modules/next": { version: "16.4.6" }, "node_modules/@next/swc-linux": { version: "16.4.5" } },
      false,
    ],
  ])("%s: %o", (_reason, installed, expected) => {
    expect(isInstalled(LOCKED, installed)).toBe(expected);
  });
});
