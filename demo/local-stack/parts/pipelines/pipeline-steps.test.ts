import { describe, expect, it } from "vitest";
import { readEnvironment, workCreatorArgs } from "#demo/local-stack/parts/pipelines/pipeline-steps";

describe("workCreatorArgs", () => {
  const rows: [why: string, step: { command: string[]; args: string[] }, expected: string[]][] = [
    [
      "keeps the arguments of the current Kratix, including spaces",
      {
        command: ["/bin/pipeline-adapter"],
        args: ["work-creator", "--promise-name", "two words", "--input-directory", "/work-creator-files"],
      },
      ["work-creator", "--promise-name", "two words", "--input-directory", "/work-creator-files"],
    ],
    [
      "splits the shell command of an older Kratix",
      {
        command: ["sh", "-c", "work-creator -input-directory /work-creator-files -promise-name web"],
        args: [],
      },
      ["-input-directory", "/work-creator-files", "-promise-name", "web"],
    ],
  ];
  it.each(rows)("%s", (_why, step, expected) => {
    expect(workCreatorArgs(step)).toEqual(expected);
  });
});

it("readEnvironment returns the environment of a step, so that the Work of a dry run is not delivered", () => {
  const env = [
    { name: "KRATIX_DRY_RUN", value: "true" },
    { name: "TRACEPARENT", value: "" },
  ];
  expect(readEnvironment({ env })).toEqual({ KRATIX_DRY_RUN: "true", TRACEPARENT: "" });
});
