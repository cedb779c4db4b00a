import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError } from "#lib/errors";
import { STREAM_LIMITS } from "#lib/server/stream/stream-limits";
import { createTopicHub, type FollowTopic } from "#lib/server/stream/topic-hub";
import type { Follower } from "#lib/server/stream/topics";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person = (user: string, ...groups: string[]): Identity => ({
  ...{ user, name: user, email: "", groups, via: "demo" },
});
const caller = (identity: Identity) => ({ key: identity.user, identity });
const [ana, bo] = [person("ana"), person("bo")];
const limits = {
  ...STREAM_LIMITS,
  ...{ topicsPerPerson: 5, absentPerPerson: 2, retryAfter: [1_000, 2_000], reviewEvery: 60_000 },
};

/** A hub of topics whose outcome the test decides. */
function setUp() {
  const followers = new Map<string, Follower>();
  const stop = vi.fn();
  const fate = new Map<string, ErrorCode>();
  const follow = vi.fn<FollowTopic>(async (topic, follower) => {
    const code = fate.get(topic);
    if (code) throw new PortalError(code, { detail: topic });
    followers.set(topic, follower);
    return () => stop(topic);
  });
  const hub = createTopicHub(follow, limits);
  const listen = (identity: Identity, topic: string) => {
    const listener = { changed: vi.fn(), refused: vi.fn() };
    return { ...listener, leave: hub.follow(caller(identity), topic, listener) };
  };
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  return { hub, follow, followers, stop, fate, listen, pass };
}

describe("topic hub", () => {
  it("follows a topic once per person for several streams", async () => {
    const { follow, followers, stop, listen, pass } = setUp();
    const [one, other] = [listen(ana, "catalog"), listen(ana, "catalog")];
    await pass(0);
    expect(follow).toHaveBeenCalledTimes(1);
    followers.get("catalog")?.notify();
    expect(one.changed).toHaveBeenCalledTimes(1);
    expect(other.changed).toHaveBeenCalledTimes(1);
    one.leave();
    expect(stop).not.toHaveBeenCalled();
    other.leave();
    expect(stop).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["two people", ana, bo],
    ["one user with different groups", ana, person("ana", "team-a")],
  ])("follows a topic separately for %s", async (_who, first, second) => {
    const { follow, listen, pass } = setUp();
    listen(first, "catalog");
    listen(second, "catalog");
    await pass(0);
    expect(follow).toHaveBeenCalledTimes(2);
  });

  it("reviews access regularly, and stops the topic when access is lost", async () => {
    const { followers, fate, stop, listen, pass } = setUp();
    const { changed, refused } = listen(ana, "resource:x");
    await pass(60_000);
    expect(stop).toHaveBeenCalledTimes(1);
    followers.get("resource:x")?.notify();
    expect(changed).toHaveBeenCalledTimes(1);
    fate.set("resource:x", "forbidden");
    await pass(60_000);
    expect(refused).toHaveBeenCalledWith(expect.objectContaining({ code: "forbidden" }));
    expect(stop).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("retries a failing topic a few times with growing delays, then drops it", async () => {
    const { follow, fate, listen, pass } = setUp();
    fate.set("request:none", "not-found");
    const { refused } = listen(ana, "request:none");
    await pass(0);
    await pass(1_000);
    await pass(2_000);
    expect(follow).toHaveBeenCalledTimes(3);
    await pass(3_600_000);
    expect(follow).toHaveBeenCalledTimes(3);
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it("keeps followed topics during an outage, and retries the others until it is over", async () => {
    const { followers, fate, stop, listen, pass } = setUp();
    const followed = listen(ana, "resource:x");
    await pass(0);
    fate.set("resource:x", "cluster-unavailable").set("resource:y", "cluster-unavailable");
    const late = listen(ana, "resource:y");
    await pass(3_600_000);
    expect(stop).not.toHaveBeenCalled();
    followers.get("resource:x")?.notify();
    expect(followed.changed).toHaveBeenCalledTimes(1);
    expect(late.refused).toHaveBeenCalledTimes(1);
    fate.clear();
    await pass(2_000);
    expect(late.changed).toHaveBeenCalledTimes(1);
  });

  it("notifies when a refused topic can be followed", async () => {
    const { fate, listen, pass } = setUp();
    fate.set("request:new", "not-found");
    const { changed } = listen(ana, "request:new");
    await pass(0);
    fate.clear();
    await pass(1_000);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it.each<ErrorCode>(["forbidden", "invalid"])("does not retry a topic that is %s", async (code) => {
    const { follow, fate, listen, pass } = setUp();
    fate.set("resource:x", code);
    listen(ana, "resource:x");
    await pass(3_600_000);
    expect(follow).toHaveBeenCalledTimes(1);
  });

  it("limits the retried topics per person", async () => {
    const { follow, fate, listen, pass } = setUp();
    const topics = ["1", "2", "3", "4", "5"].map((number) => `request:${number}`);
    for (const topic of topics) fate.set(topic, "not-found");
    const listeners = topics.map((topic) => listen(ana, topic));
    await pass(0);
    for (const { refused } of listeners) expect(refused).toHaveBeenCalledTimes(1);
    follow.mockClear();
    await pass(1_000);
    expect(follow).toHaveBeenCalledTimes(limits.absentPerPerson);
  });

  it("limits the missing objects per person, until some time after their release", async () => {
    const { followers, listen, pass } = setUp();
    for (const topic of ["a", "b", "c"]) listen(ana, topic);
    listen(bo, "d");
    await pass(0);
    const reserve = (topic: string) => followers.get(topic)?.reserveAbsent();
    const giveBack = reserve("a");
    reserve("b");
    expect(() => reserve("c")).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(() => reserve("d")).not.toThrow();
    giveBack?.();
    expect(() => reserve("c")).toThrow();
    await pass(limits.absentLinger);
    expect(() => reserve("c")).not.toThrow();
  });

  it("refuses too many topics per person, and counts an already followed topic once", async () => {
    const { hub, listen } = setUp();
    const topics = ["1", "2", "3", "4", "5"];
    for (const topic of topics) listen(ana, topic);
    expect(() => hub.assertRoom(caller(ana), new Set(topics))).not.toThrow();
    expect(() => hub.assertRoom(caller(bo), new Set(topics))).not.toThrow();
    expect(() => hub.assertRoom(caller(ana), new Set(["6"]))).toThrow(
      expect.objectContaining({ code: "too-many-requests", retryAfter: limits.retryStreamAfter }),
    );
  });

  it("starts no topic of a stream that ended while the topic was queued", async () => {
    const { follow, listen, pass } = setUp();
    const streams = ["1", "2", "3", "4", "5"].map((topic) => listen(ana, topic));
    for (const { leave } of streams) leave();
    await pass(0);
    // The topics that were not in the queue had started.
    expect(follow.mock.calls.length).toBeLessThanOrEqual(limits.topicsAtOnce);
    expect(vi.getTimerCount()).toBe(0);
  });
});
