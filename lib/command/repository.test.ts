import { describe, expect, it } from "vitest";
import { parseAddress } from "#lib/command/repository";

describe("parseAddress reads", () => {
  it.each([
    ["https://github.com/acme/platform", "https://github.com", "acme/platform"],
    ["https://github.com/acme/platform.git", "https://github.com", "acme/platform"],
    ["https://github.com/acme/platform/", "https://github.com", "acme/platform"],
    ["http://127.0.0.1:3000/acme/platform", "http://127.0.0.1:3000", "acme/platform"],
    ["https://gitlab.com/acme/teams/platform", "https://gitlab.com", "acme/teams/platform"],
    ["https://ana:secret@git.acme.com/acme/platform", "https://git.acme.com", "acme/platform"],
    ["git@github.com:acme/platform.git", "https://github.com", "acme/platform"],
    ["ssh://git@git.acme.com:2222/acme/platform.git", "https://git.acme.com", "acme/platform"],
  ])("%s", (text, origin, path) => {
    expect(parseAddress(text)).toEqual({ origin, path });
  });
});

describe("parseAddress refuses", () => {
  it.each([
    "",
    "platform",
    "https://github.com",
    "https://github.com/acme",
    "file:///acme/platform",
    "C:\\acme\\x",
  ])("%j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
