import "server-only";
import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { coalesce } from "#lib/async/coalesce";
import type { Identity } from "#lib/auth/types";
import { computePartHealth } from "#lib/graph/part";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { Health } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { type ObjectChange, type ObjectStates, objectStatesOf } from "#lib/server/read-model/object-states";
import { sharedBy } from "#lib/server/shared";

/** The health of an object in a list of thousands. */
export interface SeenHealth {
  health: Health;
  /** False where only the object itself was looked at, and not its parts yet. */
  isWhole: boolean;
}

/**
 * The health of all objects of a list, for one person. Where thousands were never looked at, it answers at once with the
 * health that each object itself reports. Their parts are looked at afterwards; whoever follows the list learns what
 * differs, and when the last object is done.
 */
export interface SeenStates {
  /** The person may list the objects. The answers have their order. */
  readAll(objects: readonly ObjectChange[]): Promise<SeenHealth[]>;
}

const MOST_PEOPLE = 50;
const MOST_OBJECTS = 50_000;
/** Milliseconds after which a health is looked at again: the clock or the person's access may change it. */
const RESTLESS_FOR = 120_000;
const READY_FOR = 5 * 60_000;
/** Objects that an answer waits for. */
const PROMPT = 300;
/** Objects that are looked at before other work gets the processor. */
const BATCH = 50;

/** The states for a person, the same in all lists. */
export function seenStatesOf(portal: Portal, identity: Identity): SeenStates {
  const people = sharedBy("seen-states", portal, createPeople);
  const key = JSON.stringify([identity.user, identity.groups.toSorted()]);
  const known = people.get(key) ?? createSeenStates(objectStatesOf(portal), identity);
  people.set(key, known);
  return known;
}

function createPeople() {
  return new LRUCache<string, SeenStates & { end(): void }>({
    max: MOST_PEOPLE,
    dispose: (states, _, reason) => reason === "evict" && states.end(),
  });
}

interface Looked {
  /** The version of the object. */
  version: string;
  health: Health;
  at: number;
  isStale: boolean;
}

function createSeenStates(states: ObjectStates, identity: Identity): SeenStates & { end(): void } {
  const looked = new LRUCache<string, Looked>({ max: MOST_OBJECTS });
  const waiting = new Map<string, ObjectChange>();
  const looking = coalesce(lookAtWaiting);
  const unsubscribe = states.subscribe(({ object }) => {
    const known = looked.peek(uidOf({ object }));
    if (known) known.isStale = true;
  });

  async function lookAtWaiting(): Promise<void> {
    const changes = [...waiting.values()];
    for (let start = 0; start < changes.length; start += BATCH) {
      const batch = changes.slice(start, start + BATCH);
      const before = batch.map((change) => currentHealth(change).health);
      const after = await mapConcurrently(batch, look);
      for (const change of batch) waiting.delete(uidOf(change));
      states.announce(batch.filter((_, place) => !isSame(before[place], after[place])));
      await setImmediate();
    }
    // The list shows that its last object is done.
    if (waiting.size === 0) states.announce(changes.slice(-1));
  }

  async function look(change: ObjectChange): Promise<Health> {
    const { object, type } = change;
    const { health } = await states.read(identity, object, type);
    looked.set(uidOf(change), { version: versionOf(change), health, at: Date.now(), isStale: false });
    return health;
  }

  function currentHealth(change: ObjectChange): SeenHealth {
    const known = looked.get(uidOf(change));
    if (known) return { health: known.health, isWhole: true };
    return { health: computePartHealth(change.object, change.type), isWhole: false };
  }

  return {
    async readAll(objects) {
      const due = objects.filter((change) => isDue(looked.get(uidOf(change)), change));
      if (due.length <= PROMPT) await mapConcurrently(due, look);
      else {
        for (const change of due) waiting.set(uidOf(change), change);
        looking.ask();
      }
      return objects.map(currentHealth);
    },
    end() {
      unsubscribe();
      looking.stop();
    },
  };
}

function isDue(known: Looked | undefined, change: ObjectChange): boolean {
  if (!known || known.isStale || known.version !== versionOf(change)) return true;
  return Date.now() - known.at > (known.health.state === "Ready" ? READY_FOR : RESTLESS_FOR);
}

function uidOf({ object: { metadata } }: Pick<ObjectChange, "object">): string {
  return metadata.uid;
}

function versionOf({ object: { metadata } }: ObjectChange): string {
  return metadata.resourceVersion ?? "";
}

function isSame(one: Health | undefined, other: Health | undefined): boolean {
  return one?.state === other?.state && one?.message === other?.message;
}
