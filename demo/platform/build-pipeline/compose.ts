/** From a BuildPipeline to the job that builds a repository again and again. Pure. */
import { z } from "zod";
import { type Composed, composeFrom } from "#demo/platform/composition/types";
import {
  about,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  type Subject,
  selector,
} from "#demo/platform/composition/workload";
import type { Output } from "#demo/platform/pipeline-io";

const buildPipelineSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    repository: z.string(),
    branch: z.string(),
    schedule: z.string(),
    toolchain: z.enum(["node", "java", "go", "python"]),
    commands: z.array(z.string()).default([]),
    timeoutMinutes: z.number(),
    paused: z.boolean(),
  }),
});
type BuildPipeline = z.infer<typeof buildPipelineSchema>;

const IMAGES = {
  node: "docker.io/library/node:24",
  java: "docker.io/library/maven:3.9-eclipse-temurin-25",
  go: "docker.io/library/golang:1.26",
  python: "docker.io/library/python:3.14",
} as const;

/** What a build of each toolchain is, where nothing else is said. */
const COMMANDS = {
  node: ["npm ci", "npm test"],
  java: ["mvn --batch-mode verify"],
  go: ["go test ./..."],
  python: ["pip install --editable .", "python -m pytest"],
} as const;

export const composeBuildPipeline = composeFrom(buildPipelineSchema, (pipeline): Composed => {
  const { repository, branch, schedule, paused } = pipeline.spec;
  return {
    parts: {
      identity: identity(pipeline),
      script: script(pipeline),
      schedule: cronJob(pipeline),
    },
    status: {
      message: paused ? "Paused" : `Builds ${branch} of ${repository}, ${schedule} UTC`,
    },
  };
});

function subjectOf({ metadata }: BuildPipeline): Subject {
  return { application: "build", instance: metadata.name, namespace: metadata.namespace };
}

/** Its own, without rights: whoever may push to the repository decides what a build does. */
function identity(pipeline: BuildPipeline): Output {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: about(subjectOf(pipeline), "-build"),
    automountServiceAccountToken: false,
  };
}

function script(pipeline: BuildPipeline): Output {
  const { toolchain, commands } = pipeline.spec;
  const lines = [
    "#!/bin/sh",
    "set -eu",
    'git clone --depth=1 --branch="$BRANCH" "$REPOSITORY" /workspace/source',
    "cd /workspace/source",
    ...(commands.length > 0 ? commands : COMMANDS[toolchain]),
  ];
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: about(subjectOf(pipeline), "-build"),
    data: { "build.sh": lines.map((line) => `${line}\n`).join("") },
  };
}

function cronJob(pipeline: BuildPipeline): Output {
  const { schedule, timeoutMinutes, paused } = pipeline.spec;
  const subject = subjectOf(pipeline);
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: about(subject, "-build"),
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      suspend: paused,
      concurrencyPolicy: "Replace",
      successfulJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: timeoutMinutes * 60,
          template: { metadata: { labels: selector(subject) }, spec: pod(pipeline) },
        },
      },
    },
  };
}

function pod({ metadata, spec }: BuildPipeline) {
  const { repository, branch, toolchain } = spec;
  const name = `${metadata.name}-build`;
  return {
    restartPolicy: "Never",
    serviceAccountName: name,
    automountServiceAccountToken: false,
    securityContext: { ...RESTRICTED_POD, runAsUser: 1000, fsGroup: 1000 },
    containers: [
      {
        name: "build",
        image: IMAGES[toolchain],
        command: ["sh", "/etc/build/build.sh"],
        // Values, not words of the script: a shell takes them as they are.
        env: [
          { name: "REPOSITORY", value: repository },
          { name: "BRANCH", value: branch },
        ],
        securityContext: RESTRICTED_CONTAINER,
        resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "2Gi" } },
        volumeMounts: [
          { name: "script", mountPath: "/etc/build" },
          { name: "workspace", mountPath: "/workspace" },
        ],
      },
    ],
    volumes: [
      { name: "script", configMap: { name } },
      { name: "workspace", emptyDir: {} },
    ],
  };
}
