import "server-only";
import { isDeepStrictEqual } from "node:util";
import { LRUCache } from "lru-cache";
import { coalesce } from "#lib/async/coalesce";
import { callListeners } from "#lib/async/listeners";
import type { Identity } from "#lib/auth/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { judgeResource } from "#lib/graph/judge/resource-health";
import type { CausePart } from "#lib/graph/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { type Answer, createAnswerSets, recordAnswers } from "#lib/server/read-model/access-answers";
import { describeFamily, isFamily, listMarks, type Marks } from "#lib/server/read-model/family";
import { followOffered } from "#lib/server/read-model/object-events";
import { referenceOf } from "#lib/server/resources/objects";
import { pickCause, walkParts } from "#lib/server/resources/parts";
import { sharedBy } from "#lib/server/shared";

/** The health of an object with all its parts, as a person may see it. */
export interface ObjectHealth {
  health: Health;
  cause?: CausePart;
}

/** An object of a list that looks different now, is new, or is gone. */
export interface ObjectChange {
  object: KubernetesObject;
  type: ResourceType;
}

/**
 * The health of objects, derived once for their inputs: the object, its parts, and the answers of the access reviews
 * on the way. People who get the same answers share it. It is derived again when the object or a part of it changes.
 */
export interface ObjectStates {
  /** `object` is the present one. The caller must authorize it first. */
  read(identity: Identity, object: KubernetesObject, type: ResourceType): Promise<ObjectHealth>;
  /** Calls the listener for each object whose row in a list changed. Returns unsubscribe. */
  subscribe(listener: (change: ObjectChange) => void): () => void;
  /** Tells the listeners of rows that look different for somebody. */
  announce(changes: readonly ObjectChange[]): void;
  /** Another number after each change of an object or a part that may change a health. */
  generation(): number;
  /** What is in memory: a health for each group of people with the same answers, with these answers. */
  kept(): readonly object[];
}

/** Objects that are kept; the least recently read go first. */
const MOST_KEPT = 50_000;
/** Groups of people with other answers, for one object. */
const MOST_VIEWS = 20;
/** Milliseconds after which a health is derived again: a clock may change it. One that is Ready rests longer. */
const RESTLESS_FOR = 30_000;
const READY_FOR = 5 * 60_000;

/** The states of a portal's objects, the same for all who ask. */
export function objectStatesOf(portal: Portal): ObjectStates {
  return sharedBy("object-states", portal, createObjectStates);
}

/** What the people with the same answers see. */
interface View {
  /** One of them. */
  identity: Identity;
  answers: readonly Answer[];
  state: ObjectHealth;
}

interface Entry extends ObjectChange {
  derivedAt: number;
  /** The object or a part of it changed since: whoever asks gets what is derived from now on. */
  isStale: boolean;
  views: View[];
  /** The families in all views that there were. */
  marks: Set<string>;
}

function createObjectStates(portal: Portal): ObjectStates {
  const listeners = new Set<(change: ObjectChange) => void>();
  const entries = createEntries();
  const answerSets = createAnswerSets();
  const changed = new Map<string, Entry>();
  /** What is heard while a health is derived, one list each: its family is known only afterwards. */
  const hearing = new Set<ObjectChange[]>();
  let generation = 0;
  const looking = coalesce(lookAgain);
  followOffered(portal, ({ change, object, type }) => {
    const key = keyOf({ object, type });
    const entry = entries.get(key);
    if (change === "updated" && entry) invalidate(key, entry, object);
    else tell({ object, type });
    if (change === "deleted") entries.drop(key);
    hear({ object, type });
  });
  portal.parts.subscribe((object, type) => hear({ object, type }));
  // What a Promise or a definition says of its pipelines and parts may count too.
  portal.catalog.subscribe(() => {
    generation += 1;
    entries.clear();
  });

  function tell(change: ObjectChange): void {
    callListeners([...listeners].map((listener) => () => listener(change)));
  }

  function hear(change: ObjectChange): void {
    generation += 1;
    for (const list of hearing) list.push(change);
    for (const [key, entry] of entries.findRelated(change)) invalidate(key, entry);
    if (changed.size > 0) looking.ask();
  }

  /** Of several changes until the next look, the state from before the first counts, and the newest object. */
  function invalidate(key: string, entry: Entry, object?: KubernetesObject): void {
    const known = changed.get(key) ?? entry;
    changed.set(key, { ...known, object: object ?? known.object });
    entry.isStale = true;
  }

  /** Derives what changed again, once for all people with the same answers, and tells of what differs. */
  async function lookAgain(): Promise<void> {
    const batch = [...changed];
    changed.clear();
    await mapConcurrently(batch, async ([key, { object, type, views }]) => {
      if (!entries.get(key)) return;
      let differs = false;
      for (const { identity, state } of views) {
        const now = await read(identity, object, type);
        differs ||= !isDeepStrictEqual(now, state);
      }
      if (differs) tell({ object, type });
    });
  }

  async function read(
    identity: Identity,
    object: KubernetesObject,
    type: ResourceType,
  ): Promise<ObjectHealth> {
    const key = keyOf({ object, type });
    const entry = entries.get(key);
    const views = entry && isFresh(entry, object) ? entry.views : [];
    for (const view of views)
      if (await answerSets.areSame(portal.rules, identity, view.answers)) return view.state;
    const { view, family, isStale } = await derive(identity, object, type);
    entries.add({ object, type }, view, family);
    const added = entries.get(key);
    if (isStale && added) {
      invalidate(key, added, object);
      looking.ask();
    }
    return view.state;
  }

  async function derive(
    identity: Identity,
    object: KubernetesObject,
    type: ResourceType,
  ): Promise<{ view: View; family: Marks; isStale: boolean }> {
    const { rules, answers } = recordAnswers(portal.rules);
    const missed: ObjectChange[] = [];
    hearing.add(missed);
    const graph = await walkParts({ ...portal, rules }, identity, object, type);
    hearing.delete(missed);
    const family = describeFamily(graph, object.metadata.name);
    return {
      view: { identity, answers: answerSets.intern(answers()), state: pickCause(judgeResource(graph)) },
      family,
      isStale: missed.some((change) => isFamily(change.object, change.type, family)),
    };
  }

  return {
    read,
    subscribe(listener) {
      const own = (change: ObjectChange) => listener(change);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    announce: (changes) => changes.forEach(tell),
    generation: () => generation,
    kept: () => entries.list().flatMap(({ views }) => views),
  };
}

/** True where the entry is of this version of the object. Two watches of a kind hold copies of their own. */
function isFresh({ object, derivedAt, isStale, views }: Entry, { metadata }: KubernetesObject): boolean {
  const { uid, resourceVersion } = object.metadata;
  if (uid !== metadata.uid || resourceVersion !== metadata.resourceVersion) return false;
  const isReady = views.every(({ state }) => state.health.state === "Ready");
  return !isStale && Date.now() - derivedAt <= (isReady ? READY_FOR : RESTLESS_FOR);
}

function keyOf({ object, type }: ObjectChange): string {
  return referenceKey(referenceOf(object, type));
}

/** The entries by object, and by the marks of their families. */
function createEntries() {
  const keysByMark = new Map<string, Set<string>>();
  const entries = new LRUCache<string, Entry>({
    max: MOST_KEPT,
    dispose: ({ marks }, key) => {
      for (const mark of marks) {
        const keys = keysByMark.get(mark);
        keys?.delete(key);
        if (keys?.size === 0) keysByMark.delete(mark);
      }
    },
  });

  return {
    get: (key: string) => entries.get(key),
    list: () => [...entries.values()],
    drop: (key: string) => entries.delete(key),
    clear: () => entries.clear(),
    /** The entries in whose family the object is. */
    findRelated({ object, type }: ObjectChange): [string, Entry][] {
      const keys = listMarks(object, type).flatMap((mark) => [...(keysByMark.get(mark) ?? [])]);
      return [...new Set(keys)].flatMap((key) => {
        const entry = entries.peek(key);
        return entry ? [[key, entry] as [string, Entry]] : [];
      });
    },
    /** Adds what some people see of the present object. */
    add({ object, type }: ObjectChange, view: View, family: Marks): void {
      const key = keyOf({ object, type });
      const before = entries.get(key);
      const known = before && isFresh(before, object) ? before : undefined;
      const fresh = {
        object,
        type,
        derivedAt: Date.now(),
        isStale: false,
        views: [],
        marks: new Set<string>(),
      };
      const entry: Entry = known ?? fresh;
      if (!known) entries.set(key, entry);
      entry.views = [...entry.views.slice(1 - MOST_VIEWS), view];
      for (const mark of family) {
        entry.marks.add(mark);
        keysByMark.set(mark, (keysByMark.get(mark) ?? new Set()).add(key));
      }
    },
  };
}
