import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { findAdoptionObstacle } from "#lib/request/adopt/obstacle";
import { proposeManifest } from "#lib/request/adopt/proposal";

const text = { type: "string" };
const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { ...text, default: "small" },
          owner: text,
          storage: { type: "object", properties: { size: { ...text, default: "10Gi" } } },
          backup: {
            type: "object",
            default: {},
            properties: { keep: { type: "integer", default: 7 }, target: text },
          },
          users: {
            type: "array",
            items: { type: "object", properties: { name: text, role: { ...text, default: "reader" } } },
          },
        },
      },
    },
  },
  { kind: "Database" },
);

function makeObject(spec: object, metadata: object = {}): KubernetesObject {
  const own = { name: "db", namespace: "team-a", uid: "1", resourceVersion: "7", generation: 2 };
  return {
    apiVersion: "demo.example/v1",
    kind: "Database",
    metadata: { ...own, creationTimestamp: "2026-11-20T10:00:00Z", ...metadata },
    spec,
    status: { phase: "Ready" },
  };
}

describe("proposeManifest", () => {
  it.each<[reason: string, spec: object, expected: object]>([
    ["a value that the default gives again is left out", { owner: "ana", size: "small" }, { owner: "ana" }],
    ["another value stays", { size: "large" }, { size: "large" }],
    [
      "the server does not fill an absent object, so an empty one stays",
      { storage: { size: "10Gi" } },
      { storage: {} },
    ],
    ["an object with a default of its own goes", { size: "large", backup: { keep: 7 } }, { size: "large" }],
    [
      "a value inside keeps the object around it",
      { backup: { keep: 7, target: "s3" } },
      { backup: { target: "s3" } },
    ],
    [
      "items of a list lose their defaults",
      {
        users: [
          { name: "ana", role: "reader" },
          { name: "bo", role: "admin" },
        ],
      },
      { users: [{ name: "ana" }, { name: "bo", role: "admin" }] },
    ],
    ["a field outside the schema stays", { extra: { on: true } }, { extra: { on: true } }],
    [
      "references of Crossplane go",
      { owner: "ana", resourceRef: { name: "x" }, crossplane: { resourceRefs: [] } },
      { owner: "ana" },
    ],
    [
      "a choice about the composition stays",
      { crossplane: { compositionRef: { name: "c" }, compositionRevisionRef: { name: "c-1" } } },
      { crossplane: { compositionRef: { name: "c" } } },
    ],
  ])("%s", (_reason, spec, expected) => {
    expect(proposeManifest(makeObject(spec), FORM)).toEqual({
      apiVersion: "demo.example/v1",
      kind: "Database",
      metadata: { name: "db", namespace: "team-a" },
      spec: expected,
    });
  });

  it("keeps labels and annotations of people and leaves out those of programs", () => {
    const metadata = {
      labels: { team: "a", "argocd.argoproj.io/instance": "x", "kratix.io/work": "y" },
      annotations: {
        note: "Ask Ana.",
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        "crossplane.io/external-name": "db-1",
        "crossplane.io/composition-resource-name": "z",
      },
      finalizers: ["demo.example/cleanup"],
    };
    expect(proposeManifest(makeObject({}, metadata), FORM).metadata).toEqual({
      name: "db",
      namespace: "team-a",
      labels: { team: "a" },
      annotations: { note: "Ask Ana.", "crossplane.io/external-name": "db-1" },
    });
  });
});

describe("findAdoptionObstacle", () => {
  const owner = { apiVersion: "v1", kind: "Stack", name: "shop", uid: "2" };
  it.each<[reason: string, metadata: object, message: RegExp | undefined]>([
    ["a person made it", { labels: { team: "a" } }, undefined],
    [
      "an owner reference means that a controller writes it",
      { ownerReferences: [owner] },
      /Stack shop owns db/,
    ],
    ["it is being removed", { deletionTimestamp: "2026-11-20T10:00:00Z" }, /is removing db/],
    ["Crossplane made it from a claim", { labels: { "crossplane.io/claim-name": "db" } }, /claim/],
    ["Crossplane composed it", { labels: { "crossplane.io/composite": "shop" } }, /composite resource/],
    ["a composite resource names itself", { labels: { "crossplane.io/composite": "db" } }, undefined],
    ["a compound Promise made it", { labels: { "kratix.io/component-of-promise-name": "p" } }, /Kratix/],
    ["kro made it", { labels: { "kro.run/instance-id": "1" } }, /kro/],
  ])("%s", (_reason, metadata, message) => {
    const found = findAdoptionObstacle(makeObject({}, metadata));
    if (message) expect(found).toMatch(message);
    else expect(found).toBeUndefined();
  });
});
