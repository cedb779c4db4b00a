import { describe, expect, it } from "vitest";
import { composeCache } from "#demo/platform/cache/compose";

const DEFAULTS = {
  claimRef: { name: "sessions", namespace: "team-a" },
  size: "small",
  version: "8.2",
  evictionPolicy: "allkeys-lru",
  persistence: { enabled: false, size: "4Gi" },
  port: 6379,
};

const compose = (spec: object = {}) =>
  composeCache({ metadata: { name: "sessions-x7k2p" }, spec: { ...DEFAULTS, ...spec } }, {});

describe("composeCache", () => {
  it("uses the name and the namespace of the claim", () => {
    const names = Object.values(compose().parts).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
    );
    expect(names).toEqual([
      "ConfigMap team-a/sessions-config",
      "Service team-a/sessions",
      "StatefulSet team-a/sessions",
    ]);
    expect(compose().status).toEqual({ host: "sessions.team-a.svc.cluster.local", port: 6379 });
  });

  it("refuses an XCache without a claim", () => {
    expect(() => compose({ claimRef: undefined })).toThrow(/Ask for a Cache instead/);
  });

  it.each<[string, object, object]>([
    [
      "has no disk without persistence",
      { enabled: false, size: "4Gi" },
      { volumes: [{}, { emptyDir: {} }], disks: 0 },
    ],
    ["has a disk with persistence", { enabled: true, size: "8Gi" }, { volumes: [{}], disks: 1 }],
  ])("%s", (_reason, persistence, { volumes, disks }: { volumes?: object[]; disks?: number }) => {
    const { server } = compose({ persistence }).parts;
    expect(server?.spec).toMatchObject({ template: { spec: { volumes } } });
    // The volume is deleted with the cache, because its data can be recreated.
    const whenDeleted = { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } };
    expect(server?.spec).toMatchObject(whenDeleted);
    expect(JSON.stringify(server).match(/"requests":\{"storage":"8Gi"\}/g) ?? []).toHaveLength(disks ?? 0);
  });

  it("reserves memory for more than keys", () => {
    expect(compose({ size: "large", evictionPolicy: "noeviction" }).parts.configuration?.data).toEqual({
      "redis.conf": 'maxmemory 3gb\nmaxmemory-policy noeviction\nappendonly no\nsave ""\n',
    });
  });
});
