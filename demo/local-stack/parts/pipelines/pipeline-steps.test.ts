import { describe, expect, it } from "vitest";
import { readEnvironment, workCreatorArgs } from "#demo/local-stack/parts/pipelines/pipeline-steps";

describe("workCreatorArgs", () => {
  const rows: [why: string, step: { command: string[]; args: string[] }, expected: string[]][] = [
    [
      "today's Kratix: the arguments as they are, spaces and all",
      {
        command: ["/bin/pipeline-adapter"],
        args: ["work-creator", "--promise-name", "two words", "--input-directory", "/work-creator-files"],
      },
      ["work-creator", "--promise-name", "two words", "--input-directory", "/work-creator-files"],
    ],
    [
      "an older Kratix: one command for a shell",
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

it("gives a step its environment: without it the Work of a dry run would be delivered", () => {
  const env = [
    { name: "KRATIX_DRY_RUN", value: "true" },
    { name: "TRACEPARENT", value: "" },
  ];
  expect(readEnvironment({ env })).toEqual({ KRATIX_DRY_RUN: "true", TRACEPARENT: "" });
});
