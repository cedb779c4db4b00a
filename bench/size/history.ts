/** The requests of years, as a plan that is the same for the same numbers: who requested which object, and the outcome. */
import { makeValues, OFFERS, type Offer } from "#bench/size/offers";
import { AUTHORS, listNamespacesOf, NAMESPACES, OUTSIDER, type Person } from "#bench/size/people";
import type { PullRequestState } from "#lib/git/types";
import { buildManifest, type Manifest } from "#lib/request/file/manifest";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";
import { listPathVariables, type RequestObject, referTo } from "#lib/request/object";
import type { Operation } from "#lib/request/types";

/** An object with its file on the target branch. */
export interface SeededObject {
  offer: Offer;
  object: RequestObject;
  path: string;
  manifest: Manifest;
}

export interface SeededRequest extends Omit<SeededObject, "manifest"> {
  /** From 1, in the order of time. */
  number: number;
  state: PullRequestState;
  operation: Operation;
  author: Person;
  /** Absent: the file is new. */
  before?: Manifest;
  /** Absent: the file is removed. */
  after?: Manifest;
  /** RFC 3339. */
  openedAt: string;
  /** When it was merged or closed; for an open one as `openedAt`. */
  updatedAt: string;
}

export interface History {
  /** Oldest first. */
  requests: readonly SeededRequest[];
  /** The objects on the target branch after the last request. */
  objects: readonly SeededObject[];
}

export interface HistorySize {
  requests: number;
  /** How many of the requests are open; they are among the newest. */
  open: number;
}

/** The time of the last request: fixed, so that each run has the same repository. */
const END = Date.UTC(2026, 9, 1);
const BETWEEN = 60 * 60_000;
const UNTIL_MERGED = 45 * 60_000;

/** The shares of operations leave about 2,000 files after 5,000 requests. */
const CREATES = 0.55;
const UPDATES = 0.4;

const WORDS = ["orders", "billing", "search", "mail", "audit", "catalog", "payments", "sessions"] as const;
const paths = compilePathTemplate(DEFAULT_PATH_TEMPLATE);

/** An object with an open request stays as it is afterwards, so that no open request has a conflict. */
export function buildHistory({ requests: count, open }: HistorySize): History {
  const random = createRandom(count);
  const free: SeededObject[] = [];
  const locked: SeededObject[] = [];
  const requests = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const state = chooseState(number, count, open);
    const times = describeTimes(count - number, state);
    const share = random();
    const target = share < CREATES ? undefined : removeAny(free, random);
    const request: SeededRequest = target
      ? { ...makeChange(number, target, share < CREATES + UPDATES, random), ...times }
      : { ...makeCreate(number, random), ...times };
    if (state === "merged") free.push(...listResult(request));
    else if (target) (state === "open" ? locked : free).push(target);
    return request;
  });
  return { requests, objects: [...free, ...locked] };
}

/** Every second one of the newest is open. */
function chooseState(number: number, count: number, open: number): PullRequestState {
  const age = count - number;
  if (age < 2 * open && age % 2 === 0) return "open";
  return number % 10 === 3 ? "closed" : "merged";
}

function describeTimes(age: number, state: PullRequestState) {
  const opened = END - age * BETWEEN;
  const format = (time: number) => new Date(time).toISOString();
  return {
    state,
    openedAt: format(opened),
    updatedAt: format(state === "open" ? opened : opened + UNTIL_MERGED),
  };
}

type Planned = Omit<SeededRequest, "state" | "openedAt" | "updatedAt">;

/** A new object of any offer. The outsider requests now and then, in any namespace. */
export function makeCreate(number: number, random: () => number): Planned & { after: Manifest } {
  const author = number % 50 === 7 ? OUTSIDER : pick(AUTHORS, random);
  const namespace = pick(author === OUTSIDER ? NAMESPACES : listNamespacesOf(author), random);
  const offer = pick(OFFERS, random);
  const object = referTo({ name: `${pick(WORDS, random)}-${number}`, namespace }, offer);
  const path = paths.render(listPathVariables(object, offer));
  return {
    number,
    operation: "create",
    offer,
    object,
    path,
    author,
    after: makeManifest(number, object, author),
  };
}

/** An update or a removal, by a colleague in the namespace of the object. */
function makeChange(number: number, target: SeededObject, isUpdate: boolean, random: () => number): Planned {
  const { offer, object, path, manifest: before } = target;
  const colleagues = AUTHORS.filter((person) => listNamespacesOf(person).includes(object.namespace ?? ""));
  const author = pick(colleagues, random);
  const planned = { number, offer, object, path, author, before };
  if (!isUpdate) return { ...planned, operation: "delete" };
  return { ...planned, operation: "update", after: makeManifest(number, object, author) };
}

function makeManifest(number: number, { name, namespace, ...type }: RequestObject, author: Person): Manifest {
  return buildManifest({ type, name, namespace, values: makeValues(number, author.user) });
}

/** The object as a merged request leaves it; nothing after a removal. */
function listResult({ offer, object, path, after }: SeededRequest): SeededObject[] {
  return after === undefined ? [] : [{ offer, object, path, manifest: after }];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(items: readonly T[], random: () => number): T {
  const found = items[Math.floor(random() * items.length)];
  if (found === undefined) throw new Error("There is nothing to pick from.");
  return found;
}

/** Removes and returns any item; undefined where there is none. */
function removeAny<T>(items: T[], random: () => number): T | undefined {
  const index = Math.floor(random() * items.length);
  const [found] = items.splice(index, 1);
  return found;
}
