/** How soon the HTTP API answers what the pages of three people load. */
import { z } from "zod";
import type { LiveObject } from "#bench/size/cluster";
import type { Figure } from "#bench/size/figures";
import type { SeededRequest } from "#bench/size/history";
import { APPROVER, DEVELOPER, OUTSIDER, type Person } from "#bench/size/people";
import type { MeasuredPortal } from "#bench/size/portals";
import { REPOSITORY } from "#bench/size/repository";
import { takeTurns } from "#bench/size/turns";
import { signIn, type Visitor } from "#bench/size/visitor";
import { formatRequestId } from "#lib/request/derive/request-id";
import type { RequestObject } from "#lib/request/object";

const LIST_BUDGET = 50;
const ATTENTION_BUDGET = 10;

export const REQUESTS = "/api/v1/requests?limit=50";
const RESOURCES = "/api/v1/resources?limit=50";
/** Pages that a person reads after the first one. */
const PAGES = 6;

const PEOPLE = { approver: APPROVER, developer: DEVELOPER, outsider: OUTSIDER } as const;

interface Question {
  what: string;
  person: Person;
  budget?: number;
  /** Absent: the path is the same in each round. */
  path(round: number): string;
  /** Only for a build whose lists have pages. */
  needsPages?: boolean;
}

const lists: Question[] = Object.entries(PEOPLE).flatMap(([name, person]) => [
  { what: `Requests: ${name}`, person, budget: LIST_BUDGET, path: () => REQUESTS },
  { what: `Resources: ${name}`, person, budget: LIST_BUDGET, path: () => RESOURCES },
]);

const filtered: Question[] = [
  ...["state=open", `author=${DEVELOPER.user}`, "q=orders"].map((filter) =>
    ask("Requests", REQUESTS, filter),
  ),
  ...["state=Failed", "q=orders"].map((filter) => ask("Resources", RESOURCES, filter)),
  { ...ask("Resources", RESOURCES, "namespace=team-01"), needsPages: false },
  ask("Resources", RESOURCES, "summary=true&sort=state"),
  ask("Resources", RESOURCES, "summary=true&sort=change&groupBy=namespace&inGit=true"),
];

function ask(title: string, path: string, filter: string): Question {
  const budget = LIST_BUDGET;
  return {
    what: `${title}, ${filter}`,
    person: APPROVER,
    budget,
    path: () => `${path}&${filter}`,
    needsPages: true,
  };
}

const attention: Question[] = [APPROVER, DEVELOPER].map((person) => ({
  what: `Needs attention: ${person === APPROVER ? "approver" : "developer"}`,
  person,
  budget: ATTENTION_BUDGET,
  path: () => "/api/v1/me/attention",
}));

/** Single requests and resources, another one in each round. */
function listDetails(requests: readonly SeededRequest[], objects: readonly LiveObject[]): Question[] {
  const inState = (wanted: string) =>
    requests.filter(({ state }) => state === wanted).map(({ number }) => pathOfRequest(number));
  const details = {
    "One open request": inState("open"),
    "One merged request": inState("merged").toReversed(),
    "One resource": objects.map(({ object }) => pathOfResource(object)),
  };
  return Object.entries(details).map(([what, paths]) => ({
    what,
    person: APPROVER,
    path: (round) => paths[(round * 7) % paths.length] ?? "",
  }));
}

function pathOfRequest(number: number): string {
  return `/api/v1/requests/${formatRequestId(REPOSITORY, number)}`;
}

function pathOfResource(object: RequestObject): string {
  return `/api/v1/resources/${nameResource(object)}`;
}

/** The address in paths and topics. */
export function nameResource({
  cluster,
  group,
  version,
  plural,
  namespace = "_",
  name,
}: RequestObject): string {
  return [cluster, group, version, plural, namespace, name].join("/");
}

const page = z.object({ total: z.number().optional(), next: z.string().optional() });

/** The portals run, with their lists read once. */
export async function measureAnswers(
  portals: readonly MeasuredPortal[],
  requests: readonly SeededRequest[],
  objects: readonly LiveObject[],
): Promise<Figure[]> {
  const visits = new Map<string, Visit>();
  for (const portal of portals) visits.set(portal.name, await openVisit(portal));
  const visit = ({ name }: MeasuredPortal) => {
    const found = visits.get(name);
    if (!found) throw new Error(`Nobody visits ${name}.`);
    return found;
  };
  const figures: Figure[] = [];
  for (const question of [...lists, ...filtered, ...attention, ...listDetails(requests, objects)]) {
    const { what, budget, person, path, needsPages } = question;
    const take = async (portal: MeasuredPortal, round: number) => {
      const { visitors, hasPages } = visit(portal);
      return needsPages && !hasPages ? undefined : readTime(visitors, person, path(round));
    };
    figures.push(...(await takeTurns(portals, { what, budget, take })));
  }
  for (const [name, person] of Object.entries(PEOPLE)) {
    const pages = new Map<MeasuredPortal, string[]>();
    for (const portal of portals) pages.set(portal, await listFurtherPages(visit(portal), person));
    const take = async (portal: MeasuredPortal, round: number) => {
      const paths = pages.get(portal) ?? [];
      const path = paths[round % paths.length];
      return path === undefined ? undefined : readTime(visit(portal).visitors, person, path);
    };
    const what = `Requests, further pages: ${name}`;
    figures.push(...(await takeTurns(portals, { what, budget: LIST_BUDGET, take })));
  }
  return figures;
}

interface Visit {
  visitors: ReadonlyMap<Person, Visitor>;
  /** The build answers lists in pages. */
  hasPages: boolean;
}

async function openVisit({ url }: MeasuredPortal): Promise<Visit> {
  const visitors = new Map<Person, Visitor>();
  for (const person of Object.values(PEOPLE)) visitors.set(person, await signIn(url, person));
  const answer = await visitors.get(APPROVER)?.get(REQUESTS);
  return { visitors, hasPages: page.parse(answer?.body).total !== undefined };
}

/** Undefined where the build does not know the address or the parameter. */
async function readTime(
  visitors: Visit["visitors"],
  person: Person,
  path: string,
): Promise<number | undefined> {
  const answer = await visitors.get(person)?.get(path);
  return answer === undefined || answer.status >= 400 ? undefined : answer.took;
}

/** The addresses of the pages after the first one, as the answers name them; none where lists have no pages. */
async function listFurtherPages({ visitors, hasPages }: Visit, person: Person): Promise<string[]> {
  const visitor = visitors.get(person);
  const paths: string[] = [];
  for (let path: string | undefined = REQUESTS; visitor && hasPages && path; ) {
    const { next }: z.infer<typeof page> = page.parse((await visitor.get(path)).body);
    path = next && paths.length < PAGES ? `${REQUESTS}&cursor=${encodeURIComponent(next)}` : undefined;
    if (path) paths.push(path);
  }
  return paths;
}
