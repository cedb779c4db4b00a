/** People with pages open: event streams that are read, and whose messages are counted. */

import { nameResource } from "#bench/size/answers";
import type { LiveObject } from "#bench/size/cluster";
import type { SeededRequest } from "#bench/size/history";
import { listNamespacesOf, type Person, WATCHERS } from "#bench/size/people";
import { REPOSITORY } from "#bench/size/repository";
import { signIn, type Visitor } from "#bench/size/visitor";
import { formatRequestId } from "#lib/request/derive/request-id";

/** The pages that each person has open, as the names of their topics. */
export const PAGES = ["requests", "resources", "one request", "one resource", "all of these"] as const;
export type OpenPage = (typeof PAGES)[number];

export interface Follower {
  person: Person;
  page: OpenPage;
  /** The object of the page of one resource. */
  watched: LiveObject;
  /** Messages so far, without heartbeats and refusals. */
  messages(): number;
  /** Ends the stream, and prints why it failed before, if it did. */
  close(): void;
}

/** Opens all pages of all people. The requests and objects of the history give each person those that they can see. */
export async function openFollowers(
  url: string,
  requests: readonly SeededRequest[],
  objects: readonly LiveObject[],
): Promise<{ followers: Follower[]; visitors: Visitor[] }> {
  const visitors = await Promise.all(WATCHERS.map((person) => signIn(url, person)));
  const open = requests.filter(({ state }) => state === "open");
  const followers = visitors.flatMap(({ person, cookie }, index) => {
    const isSeen = ({ object }: LiveObject | SeededRequest) =>
      listNamespacesOf(person).includes(object.namespace ?? "");
    const watched = pickAt(objects.filter(isSeen), index);
    const { number } = pickAt(open.filter(isSeen), index);
    const topics = {
      requests: "requests",
      resources: "resources",
      "one request": `request:${formatRequestId(REPOSITORY, number)}`,
      "one resource": `resource:${nameResource(watched.object)}`,
    };
    const all = { ...topics, "all of these": Object.values(topics).map(encodeURIComponent).join(",") };
    return PAGES.map((page) => ({ person, page, watched, ...followTopics(url, cookie, all[page]) }));
  });
  await Promise.all(followers.map(({ opened }) => opened));
  return { followers, visitors };
}

function pickAt<T>(items: readonly T[], index: number): T {
  const found = items[index % items.length];
  if (found === undefined)
    throw new Error("A person sees nothing to follow: use more open requests and objects.");
  return found;
}

/** Opens an event stream. `topics` as in its address. */
export function followTopics(url: string, cookie: string, topics: string) {
  const end = new AbortController();
  let messages = 0;
  let failure: string | undefined;
  const opened = fetch(`${url}/api/v1/stream?topics=${topics}`, { headers: { cookie }, signal: end.signal });
  const read = async () => {
    const { body, status } = await opened;
    if (!body || status !== 200) throw new Error(`The answer is ${status}.`);
    let rest = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${chunk}`.split("\n\n");
      rest = blocks.pop() ?? "";
      messages += blocks.filter((block) => block.startsWith("data: ")).length;
      failure ??= blocks.find((block) => block.startsWith("event: refused"));
    }
    throw new Error("The portal ended the stream.");
  };
  read().catch((error: unknown) => {
    if (!end.signal.aborted) failure ??= String(error);
  });
  return {
    opened,
    messages: () => messages,
    close() {
      end.abort();
      if (failure !== undefined) console.error(`  ${topics}: ${failure}`);
    },
  };
}
