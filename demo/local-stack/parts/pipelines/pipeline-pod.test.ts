import { describe, expect, it } from "vitest";
import {
  pipelinePodSchema,
  podStatus,
  type StepResult,
} from "#demo/local-stack/parts/pipelines/pipeline-pod";

const pod = pipelinePodSchema.parse({
  metadata: { name: "p", namespace: "team-a", uid: "1", labels: {} },
  spec: {
    initContainers: [{ name: "reader" }, { name: "database" }],
    containers: [{ name: "status-writer" }],
  },
});

const step = (name: string, message = ""): StepResult => ({
  name,
  exitCode: message ? 1 : 0,
  message,
  startedAt: "2026-11-20T14:00:00Z",
  finishedAt: "2026-11-20T14:00:01Z",
});

const statesOf = (results: StepResult[]) => {
  const { phase, initContainerStatuses, containerStatuses } = podStatus(pod, results);
  return [
    phase,
    ...[...initContainerStatuses, ...containerStatuses].map(({ state }) => Object.keys(state)[0]),
  ];
};

describe("podStatus", () => {
  it.each<[string, StepResult[], string[]]>([
    [
      "is Pending before the last init container",
      [step("reader")],
      ["Pending", "terminated", "waiting", "waiting"],
    ],
    [
      "is Running before the main container ends",
      [step("reader"), step("database")],
      ["Running", "terminated", "terminated", "waiting"],
    ],
    [
      "is Succeeded when all steps succeed",
      [step("reader"), step("database"), step("status-writer")],
      ["Succeeded", "terminated", "terminated", "terminated"],
    ],
    [
      "is Failed when a step fails",
      [step("reader"), step("database", "No.")],
      ["Failed", "terminated", "terminated", "waiting"],
    ],
  ])("%s", (_reason, results, states) => {
    expect(statesOf(results)).toEqual(states);
  });

  it("keeps the message of the failed step where kubectl describe shows it", () => {
    const { initContainerStatuses } = podStatus(pod, [step("reader"), step("database", "Too small.")]);
    const terminated = { exitCode: 1, reason: "Error", message: "Too small." };
    expect(initContainerStatuses[1]).toMatchObject({ state: { terminated } });
  });
});
