/** The model of the requests equals a fresh derivation, whatever happened before. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { PullRequest } from "#lib/git/types";
import type { SyncReport } from "#lib/gitops/types";
import { formatTrailers } from "#lib/request/trailers";
import { createRandom, type Random } from "#lib/schema/testing/random";
import { deriveRequests, describeSurroundings, readRepository } from "#lib/server/read-model/request-entries";
import { createRequestIndex, type RequestIndex } from "#lib/server/read-model/request-index";
import { type RequestChange, requestModelOf } from "#lib/server/read-model/request-model";
import { filterSeen } from "#lib/server/read-model/sight";
import { listWaiting } from "#lib/server/read-model/waiting";
import { createFakePortal, type FakePortal, makeType } from "#lib/server/testing/fake-portal";

vi.setConfig({ testTimeout: 120_000 });

const EVENTS = 10_000;
const CHECK_EVERY = 500;
const MOST_OPEN = 40;

const WIDGET = makeType("demo.test", "Widget");
const GADGET = makeType("demo.test", "Gadget");
const NAMESPACES = ["team-a", "team-b", "team-c"];

/** Five people with different rights: `verb resource namespace`. */
const RIGHTS: Record<string, readonly string[]> = {
  nobody: [],
  ana: ["list widgets team-a"],
  bo: ["list widgets team-b", "approve widgets team-b", "list gadgets team-b"],
  cy: NAMESPACES.flatMap((place) => [`approve widgets ${place}`, `approve gadgets ${place}`]),
  all: ["widgets", "gadgets"].flatMap((plural) =>
    [...NAMESPACES, "_"].flatMap((place) => [`list ${plural} ${place}`, `approve ${plural} ${place}`]),
  ),
};
const people = Object.keys(RIGHTS).map(
  (user): Identity => ({ user, name: user, email: "", groups: [], via: "demo" }),
);

/** A repository in memory whose changes the test makes. */
function createRepository() {
  const listeners = new Set<() => void>();
  const state = { head: commitOf(0), pulls: new Map<number, PullRequest>(), fails: false };
  const git = {
    repository: { provider: "local", name: "requests", url: "", branch: "main" },
    headCommit: async () => state.head,
    listFiles: async () => [],
    readFile: async () => undefined,
    readTexts: async () => [],
    contains: async (revision: string, commit: string) => revision >= commit,
    async listPullRequests() {
      if (state.fails) throw new PortalError("git-unavailable", { detail: "Git is away." });
      return [...state.pulls.values()].map((pull) => structuredClone(pull)).reverse();
    },
    changedFilesOf: (asked: readonly { number: number; head: string }[], target?: string) =>
      Promise.all(asked.map(({ number, head }) => git.changedFiles(number, head, target))),
    async changedFiles(number: number, head: string, target = state.head) {
      const file = fileOf(number, head);
      return {
        ...{ head, base: commitOf(0), target, files: [file], result: `${head}${target}`, proposed: head },
        // Some states of the target branch conflict with every request.
        ...{ conflicts: /[0-7]$/.test(target) ? [file.path] : [], authors: [] },
      };
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const announce = () => {
    for (const listener of listeners) listener();
  };
  return { git: git as unknown as FakePortal["git"], state, announce };
}

function commitOf(number: number): string {
  return number.toString(16).padStart(40, "0");
}

/** What a pull request is about follows from its number. */
function objectOf(number: number) {
  const { cluster, group, version, kind, plural } = number % 3 === 0 ? GADGET : WIDGET;
  const namespace = NAMESPACES[number % NAMESPACES.length] ?? "";
  return { cluster, group, version, kind, plural, namespace, name: `one-${number % 40}` };
}

function pathOf(number: number): string {
  const { cluster, namespace, plural, group, name } = objectOf(number);
  return `${cluster}/${namespace}/${plural}.${group}/${name}.yaml`;
}

/** The file at a commit; some commits hold no object. */
function fileOf(number: number, head: string) {
  const { group, version, kind, namespace, name } = objectOf(number);
  const text = `apiVersion: ${group}/${version}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  at: "${head}"\n`;
  return { path: pathOf(number), after: head.endsWith("7") ? "- nothing\n" : text };
}

type Repository = ReturnType<typeof createRepository>;
interface World extends Repository {
  portal: FakePortal;
  reports: SyncReport[];
  /** Tells that an agent reports something else. */
  announceReports(): void;
}

function openPullRequest({ state }: Repository, tick: number, author: string): void {
  const number = state.pulls.size + 1;
  const at = new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString();
  const trailers = formatTrailers({ operation: "create", object: objectOf(number), path: pathOf(number) });
  state.pulls.set(number, {
    ...{ number, url: `/requests/${number}`, branch: `work-${number}`, title: `Create ${number}` },
    ...{ body: `words\n\n${trailers}\n`, state: "open", author: { id: author, name: author } },
    ...{ createdAt: at, updatedAt: at, reviews: [], pushers: [], headCommit: commitOf(tick) },
  });
}

type Act = (world: World, pull: PullRequest, tick: number, random: Random) => void;

const change = (pull: PullRequest, tick: number, changes: Partial<PullRequest>) =>
  Object.assign(pull, { updatedAt: new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString() }, changes);

/** What can happen; each concerns one pull request. */
const ACTS: readonly Act[] = [
  (_world, pull, tick) => change(pull, tick, { headCommit: commitOf(tick), reviews: [] }),
  (_world, pull, tick, random) => {
    const { user: id } = random.pick(people);
    const review = { actor: { id, name: id }, verdict: "approved" as const, at: pull.updatedAt };
    change(pull, tick, { reviews: [...pull.reviews, review] });
  },
  ({ state }, pull, tick) => {
    state.head = commitOf(tick);
    const mergedAt = new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString();
    change(pull, tick, { state: "merged", mergedAt, mergeCommit: state.head });
  },
  (_world, pull, tick) => change(pull, tick, { state: "closed", closedAt: pull.updatedAt }),
  (_world, pull, tick) => change(pull, tick, { title: `Changed ${tick}` }),
  ({ state }, _pull, tick) => {
    state.head = commitOf(tick);
  },
  (world) => {
    world.reports = [
      { agent: "Argo CD", cluster: "local", phase: "succeeded", appliedRevision: world.state.head },
    ];
    world.announceReports();
  },
  ({ state }) => {
    state.fails = !state.fails;
  },
];

function act(world: World, tick: number, random: Random): void {
  const pulls = [...world.state.pulls.values()];
  const open = pulls.filter(({ state }) => state === "open");
  if (open.length === 0 || (open.length < MOST_OPEN && random.chance(0.2)))
    openPullRequest(world, tick, random.pick(people).user);
  else if (random.chance(0.8)) random.pick(ACTS)(world, random.pick(open), tick, random);
  // What is done changes no more, besides its words and what is around it.
  else random.pick(ACTS.slice(4))(world, random.pick(pulls), tick, random);
  if (random.chance(0.7)) world.announce();
}

/** What a person gets of an index. */
async function describeFor(portal: FakePortal, identity: Identity, index: RequestIndex) {
  const seen = await filterSeen(portal, identity, index.sources);
  const waiting = await listWaiting(portal, identity, index);
  return {
    seen: seen.map(({ request, pullRequest, files }) => ({ request, pullRequest, files })),
    waiting: waiting.map(({ request }) => request.id),
  };
}

function createWorld(): World {
  const repository = createRepository();
  const portal = createFakePortal({ types: [WIDGET, GADGET], offers: [WIDGET], git: repository.git });
  const followers = new Set<() => void>();
  const announceReports = () => {
    for (const follower of followers) follower();
  };
  const world: World = { ...repository, portal, reports: [], announceReports };
  portal.sync.list = () => world.reports;
  portal.sync.subscribe = (listener) => {
    followers.add(listener);
    return () => followers.delete(listener);
  };
  portal.rules.review = async (_cluster, { user }, { verb, resource, namespace = "_" }) => ({
    allowed: RIGHTS[user]?.includes(`${verb} ${resource} ${namespace}`) ?? false,
  });
  return world;
}

describe("requestModelOf", () => {
  let world: World;
  beforeAll(() => {
    world = createWorld();
  });
  afterAll(() => world.portal.close());

  it(`equals a fresh derivation during ${EVENTS} random events, for each of five people`, async () => {
    const { portal, state, announce } = world;
    const model = requestModelOf(portal);
    const random = createRandom("requests");
    const stop = model.subscribe(() => undefined);
    for (let tick = 1; tick <= EVENTS; tick += 1) {
      act(world, tick, random);
      if (tick % 50 === 0) await model.current().catch(() => undefined);
      if (tick % CHECK_EVERY !== 0) continue;
      state.fails = false;
      announce();
      const index = await model.current();
      const inputs = { ...(await readRepository(portal)), surroundings: describeSurroundings(portal) };
      const entries = await deriveRequests(portal, inputs);
      const requests = [...entries.values()].flatMap(({ request }) => request ?? []);
      const fresh = createRequestIndex(portal, inputs.head, requests, new Map());
      expect(index.heads).toEqual(fresh.heads);
      for (const identity of people)
        expect(await describeFor(portal, identity, index), `${identity.user} after ${tick}`).toEqual(
          await describeFor(portal, identity, fresh),
        );
      for (const { request } of fresh.sources)
        expect(index.about(request.object).map(({ request: { id } }) => id)).toEqual(
          fresh.about(request.object).map(({ request: { id } }) => id),
        );
    }
    stop();
  });

  it("names exactly the requests that changed", async () => {
    const { portal, state, announce } = createWorld();
    for (let number = 1; number <= 20; number += 1) openPullRequest({ ...world, state }, number, "ana");
    const model = requestModelOf(portal);
    const before = await model.current();
    const changes: RequestChange[] = [];
    const stop = model.subscribe((one) => changes.push(one));
    const pull = state.pulls.get(4) ?? expect.unreachable();
    change(pull, 99, { title: "Another title" });
    announce();
    const now = await model.current();
    expect(now.find("requests-4")?.request.title).toBe("Another title");
    expect(changes.map(({ changed }) => [...(changed ?? [])].map(([id]) => id))).toEqual([["requests-4"]]);
    // What did not change is the same object, so nothing is derived from it again.
    expect(now.find("requests-5")).toBe(before.find("requests-5"));
    stop();
    portal.close();
  });

  it("reads the files of the newest pull requests only, where those are done and claim nothing", async () => {
    const { portal, state, announce } = createWorld();
    const read = vi.spyOn(portal.git, "changedFiles");
    const close = (number: number, body?: string) => {
      openPullRequest({ ...world, state }, number, "ana");
      change(state.pulls.get(number) ?? expect.unreachable(), number, {
        state: "closed",
        closedAt: new Date().toISOString(),
        ...(body !== undefined && { body }),
      });
    };
    close(1);
    for (let number = 2; number <= 260; number += 1) close(number, "An ordinary pull request.");
    const model = requestModelOf(portal);
    const first = await model.current();
    // The portal's own request is in the list however old it is.
    expect(first.find("requests-1")).toBeDefined();
    expect(first.find("requests-61")).toBeDefined();
    expect(first.find("requests-60")).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(200);
    close(261, "Another ordinary pull request.");
    announce();
    expect((await model.current()).find("requests-61")).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(201);
    portal.close();
  });

  it("derives what an agent reports without reading the repository again", async () => {
    const changed = createWorld();
    const { portal, state } = changed;
    openPullRequest(changed, 1, "ana");
    openPullRequest(changed, 2, "ana");
    const mergedAt = new Date().toISOString();
    change(state.pulls.get(2) ?? expect.unreachable(), 3, {
      state: "merged",
      mergedAt,
      mergeCommit: state.head,
    });
    const list = vi.spyOn(portal.git ?? expect.unreachable(), "listPullRequests");
    const model = requestModelOf(portal);
    const before = await model.current();
    changed.reports = [
      { agent: "Argo CD", cluster: "local", phase: "succeeded", appliedRevision: state.head },
    ];
    changed.announceReports();
    const now = await model.current();
    expect(now.stampOf("requests-2")).not.toBe(before.stampOf("requests-2"));
    expect(now.stampOf("requests-1")).toBe(before.stampOf("requests-1"));
    expect(list).toHaveBeenCalledTimes(1);
    portal.close();
  });

  it("takes in what an agent reports while the repository is read, and reads once more only for Git", async () => {
    const changed = createWorld();
    const { portal, announce, announceReports } = changed;
    openPullRequest(changed, 1, "ana");
    const list = vi.spyOn(portal.git ?? expect.unreachable(), "listPullRequests");
    const model = requestModelOf(portal);
    const first = model.current();
    changed.reports = [{ agent: "Argo CD", cluster: "local", phase: "succeeded", appliedRevision: "a" }];
    announceReports();
    expect(await model.current()).toBe(await first);
    expect(list).toHaveBeenCalledTimes(1);
    announce();
    const second = model.current();
    openPullRequest(changed, 2, "ana");
    announce();
    expect((await model.current()).sources).toHaveLength(2);
    expect(await model.current()).not.toBe(await second);
    expect(list).toHaveBeenCalledTimes(3);
    portal.close();
  });

  it("tells of a request whose steps the clock changes", async () => {
    const { portal, state } = createWorld();
    for (const number of [1, 2]) openPullRequest({ ...world, state }, number, "ana");
    // After five minutes without a sync the request needs attention.
    const mergedAt = new Date(Date.now() - 5 * 60_000 + 300).toISOString();
    change(state.pulls.get(2) ?? expect.unreachable(), 3, {
      state: "merged",
      mergedAt,
      mergeCommit: state.head,
    });
    const model = requestModelOf(portal);
    const changes: RequestChange[] = [];
    const stop = model.subscribe((one) => changes.push(one));
    const stamp = (await model.current()).stampOf("requests-2");
    await vi.waitFor(() => expect(changes).toHaveLength(1), { timeout: 10_000 });
    expect([...(changes[0]?.changed ?? [])].map(([id]) => id)).toEqual(["requests-2"]);
    expect((await model.current()).stampOf("requests-2")).not.toBe(stamp);
    stop();
    portal.close();
  });

  it("shows a change at once to whoever asks after it, and tells of an outage", async () => {
    const { portal, state, announce } = createWorld();
    const model = requestModelOf(portal);
    openPullRequest({ ...world, state }, 1, "ana");
    expect((await model.current()).sources).toHaveLength(1);
    openPullRequest({ ...world, state }, 2, "ana");
    announce();
    expect((await model.current()).sources).toHaveLength(2);
    const health = vi.fn();
    const stop = model.subscribeHealth(health);
    state.fails = true;
    announce();
    await expect(model.current()).rejects.toMatchObject({ code: "git-unavailable" });
    expect(health).toHaveBeenCalledTimes(1);
    state.fails = false;
    announce();
    expect((await model.current()).sources).toHaveLength(2);
    expect(health).toHaveBeenCalledTimes(2);
    stop();
    portal.close();
  });
});
