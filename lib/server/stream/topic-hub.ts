import "server-only";
import type { Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError, toPortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import { STREAM_LIMITS, type StreamLimits } from "#lib/server/stream/stream-limits";
import type { Follower } from "#lib/server/stream/topics";

export interface TopicListener {
  /** The topic may have changed; with ids, only these entries of its list. */
  changed(ids?: readonly string[]): void;
  /** The topic cannot be followed now. `changed` comes if it can be later. */
  refused(error: PortalError): void;
}

/**
 * Follows topics for all streams. A topic that several streams of one person name is followed once, and lasts as long
 * as one of them. Access is reviewed when a topic is followed, and again every few minutes, so that a right that was
 * taken away stops the news.
 */
export interface TopicHub {
  /** Throws `too-many-requests` where the person would follow too many topics over all their streams. */
  assertRoom(caller: Caller, topics: ReadonlySet<string>): void;
  /** Followed topics of all people. */
  countTopics(): number;
  /** Returns unsubscribe. */
  follow(caller: Caller, topic: string, listener: TopicListener): () => void;
}

/** Whose streams are counted together, and as whom they follow. */
export interface Caller {
  key: string;
  identity: Identity;
}

export type FollowTopic = (topic: string, follower: Follower) => Promise<() => void>;

interface Followed {
  person: Person;
  topic: string;
  listeners: Set<TopicListener>;
  stop: () => void;
  /** Why it cannot be followed now. */
  error: PortalError | undefined;
  attempts: number;
  timer: NodeJS.Timeout | undefined;
  ended: boolean;
}

interface Hub {
  followTopic: FollowTopic;
  limits: StreamLimits;
  /** Those who follow a topic, by `personKey`. */
  people: Map<string, Person>;
}

interface Person {
  hub: Hub;
  key: string;
  identity: Identity;
  topics: Map<string, Followed>;
  /** Topics of objects that are not there, and those given back a moment ago. */
  absent: Set<string>;
  /** A few topics of a person are looked at together, so that hundreds of them keep nobody else waiting. */
  inLine: ReturnType<typeof createLimit>;
}

/** Nobody could say whether the person may follow it. */
const UNKNOWN = new Set<ErrorCode>(["cluster-unavailable", "git-unavailable"]);

const NOTHING = () => {};

export function createTopicHub(followTopic: FollowTopic, limits: StreamLimits = STREAM_LIMITS): TopicHub {
  const people = new Map<string, Person>();
  const hub = { followTopic, limits, people };

  return {
    countTopics: () => [...people.values()].reduce((sum, { topics }) => sum + topics.size, 0),
    assertRoom({ key, identity }, topics) {
      const known = people.get(personKey(key, identity))?.topics;
      const fresh = [...topics].filter((topic) => !known?.has(topic)).length;
      if ((known?.size ?? 0) + fresh <= limits.topicsPerPerson) return;
      throw new PortalError("too-many-requests", {
        detail: `All your open pages together follow more than ${limits.topicsPerPerson} topics.`,
        suggestion: "Close pages that you no longer need.",
        retryAfter: limits.retryStreamAfter,
      });
    },
    follow(caller, topic, listener) {
      const person = findPerson(hub, caller);
      const known = person.topics.get(topic);
      const followed: Followed = known ?? {
        ...{ person, topic, listeners: new Set(), stop: NOTHING },
        ...{ error: undefined, attempts: 0, timer: undefined, ended: false },
      };
      person.topics.set(topic, followed);
      followed.listeners.add(listener);
      if (!known) void open(followed);
      else if (known.error) listener.refused(known.error);
      return () => leave(followed, listener);
    },
  };
}

function findPerson(hub: Hub, { key: name, identity }: Caller): Person {
  const key = personKey(name, identity);
  const known = hub.people.get(key);
  if (known) return known;
  const person: Person = {
    hub,
    key,
    identity,
    topics: new Map(),
    absent: new Set(),
    inLine: createLimit(hub.limits.topicsAtOnce),
  };
  hub.people.set(key, person);
  return person;
}

function forgetIdle({ hub, key, topics, absent }: Person): void {
  if (topics.size === 0 && absent.size === 0) hub.people.delete(key);
}

function reserveAbsent(person: Person, topic: string): () => void {
  const { limits } = person.hub;
  if (!person.absent.has(topic) && person.absent.size >= limits.absentPerPerson) {
    throw new PortalError("not-found", {
      detail: `This topic does not exist yet, and you already follow ${limits.absentPerPerson} topics that do not exist.`,
      suggestion: "Close pages that wait for other objects, then try again.",
    });
  }
  person.absent.add(topic);
  let given = false;
  return () => {
    if (given) return;
    given = true;
    // What was started for it lives on for as long.
    setTimeout(() => {
      person.absent.delete(topic);
      forgetIdle(person);
    }, limits.absentLinger).unref();
  };
}

async function open(followed: Followed): Promise<void> {
  const { person, topic } = followed;
  try {
    const stop = await person.inLine(() =>
      // Who left while it stood in line needs nothing any more.
      followed.ended
        ? Promise.resolve(() => {})
        : person.hub.followTopic(topic, {
            identity: person.identity,
            notify: (ids) => tell(followed, ids),
            reserveAbsent: () => reserveAbsent(person, topic),
          }),
    );
    accept(followed, stop);
  } catch (thrown) {
    refuse(followed, toPortalError(thrown));
  }
}

function accept(followed: Followed, stop: () => void): void {
  if (followed.ended) {
    stop();
    return;
  }
  // The new one follows already, so that no change falls between the two.
  followed.stop();
  followed.stop = stop;
  followed.attempts = 0;
  const returned = followed.error !== undefined;
  followed.error = undefined;
  if (returned) tell(followed);
  openLater(followed, followed.person.hub.limits.reviewEvery);
}

function refuse(followed: Followed, error: PortalError): void {
  if (followed.ended) return;
  const isUnknown = UNKNOWN.has(error.code);
  // An outage takes no access away: what was followed goes on, and is reviewed again.
  if (isUnknown && followed.stop !== NOTHING) {
    openLater(followed, followed.person.hub.limits.reviewEvery);
    return;
  }
  followed.stop();
  followed.stop = NOTHING;
  if (!followed.error) for (const listener of [...followed.listeners]) listener.refused(error);
  followed.error = error;
  followed.timer = undefined;
  const pause = choosePause(followed, isUnknown);
  followed.attempts += 1;
  if (pause !== undefined) openLater(followed, pause);
}

/** Ever longer; undefined where it is not tried again. A kind that is being installed comes within moments. */
function choosePause({ person, error, attempts }: Followed, isUnknown: boolean): number | undefined {
  const { limits } = person.hub;
  if (isUnknown) return limits.retryAfter[attempts] ?? limits.retryAfter.at(-1);
  const waiting = [...person.topics.values()].filter((one) => one.error && one.timer).length;
  const mayCome = error?.code === "not-found" && waiting < limits.absentPerPerson;
  return mayCome ? limits.retryAfter[attempts] : undefined;
}

function openLater(followed: Followed, delay: number): void {
  clearTimeout(followed.timer);
  followed.timer = setTimeout(() => void open(followed), delay).unref();
}

function leave(followed: Followed, listener: TopicListener): void {
  followed.listeners.delete(listener);
  if (followed.listeners.size > 0 || followed.ended) return;
  followed.ended = true;
  clearTimeout(followed.timer);
  followed.stop();
  followed.person.topics.delete(followed.topic);
  forgetIdle(followed.person);
}

function tell({ listeners, ended }: Followed, ids?: readonly string[]): void {
  if (ended) return;
  for (const listener of [...listeners]) listener.changed(ids);
}

/** Of two sessions of one person, one may have other groups, and so other access. */
function personKey(key: string, { user, groups }: Identity): string {
  return JSON.stringify([key, user, [...groups].sort()]);
}
