/** People who go from page to page as a script says: the calls that each page makes, and its event stream. */
import { setTimeout } from "node:timers/promises";
import { nameResource } from "#bench/size/answers";
import type { LiveObject } from "#bench/size/cluster";
import { followTopics } from "#bench/size/followers";
import { createRandom, pick, type SeededRequest } from "#bench/size/history";
import { OFFERS } from "#bench/size/offers";
import { listNamespacesOf } from "#bench/size/people";
import { REPOSITORY } from "#bench/size/repository";
import { makeSubmission } from "#bench/size/submissions";
import { type Answer, signIn, type Visitor } from "#bench/size/visitor";
import { formatRequestId } from "#lib/request/derive/request-id";
import type { SizeStage } from "./stage";

/** A page: what it reads, and the topics that it follows while it is open. */
interface Page {
  paths: readonly string[];
  topics: readonly string[];
}

/** Milliseconds for which a page stays open. */
const STAY = { least: 1_000, most: 8_000 };
/** Milliseconds in which all people arrive. */
const ARRIVAL = 10_000;
/** One page of so many is followed by a request, which is withdrawn on the next page. */
const REQUEST_SHARE = 20;

export interface Visit {
  path: string;
  /** Milliseconds. */
  took: number;
}

/** Signs the person in, and returns what lets them work until the signal: it resolves with every answer's time. */
export async function openPerson({ history, cluster, portal }: SizeStage, index: number, person: Person) {
  const visitor = await signIn(portal.url, person);
  const random = createRandom(index + 1);
  const namespaces = listNamespacesOf(person);
  const isSeen = ({ object }: SeededRequest | LiveObject) => namespaces.includes(object.namespace ?? "");
  const seen = { requests: history.requests.filter(isSeen), objects: cluster.objects.filter(isSeen) };
  let submitted = 0;
  return async function work(signal: AbortSignal): Promise<Visit[]> {
    const visits: Visit[] = [];
    const timed = async (path: string, call: Promise<Answer>) => {
      const answer = await call;
      visits.push({ path, took: answer.took });
      return answer;
    };
    // A person reads: this is the pace of the script, and nothing is waited for.
    await setTimeout(random() * ARRIVAL);
    while (!signal.aborted) {
      const page = choosePage(seen, random);
      const topics = page.topics.map(encodeURIComponent).join(",");
      const stream = followTopics(portal.url, visitor.cookie, topics);
      await stream.opened;
      await Promise.all(page.paths.map((path) => timed(path, visitor.get(path))));
      if (random() * REQUEST_SHARE < 1) {
        submitted += 1;
        await submitAndClose(visitor, timed, index * 100_000 + submitted, random);
      }
      await setTimeout(STAY.least + random() * (STAY.most - STAY.least));
      stream.close();
    }
    return visits;
  };
}

type Person = Parameters<typeof signIn>[1];
type Timed = (path: string, call: Promise<Answer>) => Promise<Answer>;

async function submitAndClose(
  visitor: Visitor,
  timed: Timed,
  number: number,
  random: () => number,
): Promise<void> {
  const { input } = makeSubmission(4_000_000 + number, random);
  const own = { ...input, namespace: pick(listNamespacesOf(visitor.person), random) };
  const path = "/api/v1/requests";
  await timed(`${path}/preview`, visitor.post(`${path}/preview`, own));
  const { body } = await timed(path, visitor.post(path, own));
  if (typeof body !== "object" || body === null || !("id" in body)) throw new Error("The request has no id.");
  await timed(`${path}/${body.id}/close`, visitor.post(`${path}/${body.id}/close`, {}));
}

/** Every page has the badge and the catalog's strip. */
const SHELL = { paths: ["/api/v1/me/attention"], topics: ["requests"] };

interface Seen {
  requests: readonly SeededRequest[];
  objects: readonly LiveObject[];
}

function choosePage(seen: Seen, random: () => number): Page {
  const page = pick(pages, random)(seen, random);
  return {
    paths: [...SHELL.paths, ...page.paths],
    topics: [...new Set([...SHELL.topics, ...page.topics])],
  };
}

const list = (path: string, topic: string) => (): Page => ({ paths: [path], topics: [topic] });

const pages: readonly ((seen: Seen, random: () => number) => Page)[] = [
  list("/api/v1/catalog", "catalog"),
  list("/api/v1/requests?limit=50&author=@me", "requests"),
  list("/api/v1/requests?limit=50", "requests"),
  list("/api/v1/requests?limit=50&toApprove=true", "requests"),
  list("/api/v1/requests?limit=50&q=orders", "requests"),
  list("/api/v1/resources?limit=50", "resources"),
  list("/api/v1/resources?limit=50&state=Failed", "resources"),
  (_, random) => {
    const { id } = pick(OFFERS, random);
    const names = `/api/v1/catalog/${id}/names?namespace=team-01`;
    return { paths: [`/api/v1/catalog/${id}`, `/api/v1/catalog/${id}/namespaces`, names], topics: [] };
  },
  ({ requests }, random) => {
    const id = formatRequestId(REPOSITORY, pick(requests, random).number);
    return { paths: [`/api/v1/requests/${id}`], topics: [`request:${id}`] };
  },
  ({ objects }, random) => {
    const address = nameResource(pick(objects, random).object);
    const paths = ["", "/graph", "/events", "/file"].map((rest) => `/api/v1/resources/${address}${rest}`);
    return { paths, topics: [`resource:${address}`] };
  },
];
