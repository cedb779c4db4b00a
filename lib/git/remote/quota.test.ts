import { expect, it } from "vitest";
import { createQuotaRecord } from "#lib/git/remote/quota";

const inAnHour = Math.ceil(Date.now() / 1_000) + 3_600;

it("keeps the last quota of each kind of call, without those that are over", () => {
  const quotas = createQuotaRecord("x-ratelimit", "x-ratelimit-resource");
  const answer = (resource: string, remaining: string, reset: number) => ({
    "x-ratelimit-resource": resource,
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": remaining,
    "x-ratelimit-reset": String(reset),
  });
  quotas.note(answer("graphql", "4999", inAnHour));
  quotas.note(answer("core", "10", inAnHour));
  quotas.note(answer("core", "9", inAnHour));
  quotas.note(answer("search", "1", 1));
  const resetsAt = new Date(inAnHour * 1_000).toISOString();
  expect(quotas.list()).toEqual([
    { name: "core", limit: 5_000, remaining: 9, resetsAt },
    { name: "graphql", limit: 5_000, remaining: 4_999, resetsAt },
  ]);
});

it("ignores an answer without a quota, or with another text", () => {
  const quotas = createQuotaRecord("ratelimit", "ratelimit-name");
  quotas.note({});
  quotas.note({ "ratelimit-limit": "many", "ratelimit-remaining": "1", "ratelimit-reset": inAnHour });
  expect(quotas.list()).toEqual([]);
});
