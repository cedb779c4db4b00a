import { describe, expect, it } from "vitest";
import { parseRunArguments } from "#lib/command/arguments";

const NOTHING = { open: false, json: false, help: false };

describe("parseRunArguments", () => {
  it.each([
    ["no arguments", [], NOTHING],
    [
      "a repository",
      ["--git", "https://github.com/acme/platform"],
      { ...NOTHING, git: "https://github.com/acme/platform" },
    ],
    ["a port", ["--port=4000"], { ...NOTHING, port: 4000 }],
    ["a Git host", ["--provider", "gitea"], { ...NOTHING, provider: "gitea" }],
    [
      "a context and a branch",
      ["--context", "dev", "--branch", "env"],
      { ...NOTHING, context: "dev", branch: "env" },
    ],
    ["flags", ["--open", "--json"], { ...NOTHING, open: true, json: true }],
  ])("reads %s", (_what, args, expected) => {
    expect(parseRunArguments(args)).toEqual(expected);
  });

  it.each([
    ["an invalid port", ["--port", "http"], /not "http"/],
    ["a port out of range", ["--port", "0"], /not "0"/],
    ["an unknown Git host", ["--provider", "svn"], /not "svn"/],
    ["an unknown option", ["--gti", "x"], /--gti/],
    ["an argument without an option", ["https://github.com/acme/platform"], /acme/],
  ])("refuses %s, and shows the usage", (_what, args, detail) => {
    expect(() => parseRunArguments(args)).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(detail),
        suggestion: expect.stringContaining("--git"),
      }),
    );
  });
});
