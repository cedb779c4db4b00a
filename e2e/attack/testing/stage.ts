/** The demo as the attack suite uses it: its people, their rights and the objects that they are after. */
import { test as base, expect } from "@playwright/test";
import { type Demo, startDemo } from "#demo/demo";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { type Answer, readJson, type Sent, send } from "./http";
import { LIMITS_RAISED } from "./limits";
import { GRANTS, PEOPLE, type Person, SIGN_IN_SETTINGS, TOKEN } from "./people";
import { type Session, signInOver } from "./session";
import { ADDRESS, TARGET_OBJECTS, ZONE_ENTRY } from "./targets";

export { expect };

export interface Stage {
  demo: Demo;
  url: string;
  /** As the cluster's administrator. */
  cluster: Cluster;
  /** A person's session; the same one each time. */
  as(person: Person): Promise<Session>;
  /** A session of its own, for what ends it or counts it. */
  signIn(person: Person): Promise<Session>;
  /** As the platform team, with a token. */
  asScript(sent: Sent): Promise<Answer>;
  /** Without any credentials. */
  asNobody(sent: Sent): Promise<Answer>;
  /** Ends the portal and starts it with other settings; sessions hold. */
  restart(settings: Record<string, string>): Promise<void>;
}

async function openStage(): Promise<Stage & { stop(): Promise<void> }> {
  const demo = await startDemo({ settings: { ...SIGN_IN_SETTINGS, ...LIMITS_RAISED } });
  const cluster = await openCluster(demo.kubeconfig);
  const { url } = demo;
  const signIn = (person: Person) =>
    signInOver(url, person, person === "guest" ? "guest" : PEOPLE[person].user);
  const sessions = new Map<Person, Promise<Session>>();
  const stage = {
    demo,
    url,
    cluster,
    signIn,
    as(person: Person) {
      const known = sessions.get(person) ?? signIn(person);
      sessions.set(person, known);
      return known;
    },
    asScript: (sent: Sent) =>
      send(url, { ...sent, headers: { authorization: `Bearer ${TOKEN}`, ...sent.headers } }),
    asNobody: (sent: Sent) => send(url, sent),
    restart: async (settings: Record<string, string>) => {
      await demo.killPortal();
      await demo.startPortal(settings);
      await whenReadable(stage);
    },
    stop: demo.stop,
  };
  await setTheStage(cluster);
  await whenReadable(stage);
  return stage;
}

async function setTheStage(cluster: Cluster): Promise<void> {
  for (const object of [...GRANTS, ...TARGET_OBJECTS]) {
    // A kind is served a moment after its definition was applied.
    await expect(() => applyObject(cluster, object, "attack")).toPass({ timeout: 30_000, intervals: [100] });
  }
}

/** The platform team sees every target: before that, a refusal would prove nothing. */
async function whenReadable(stage: Pick<Stage, "asScript">): Promise<void> {
  const read = async (path: string) => (await stage.asScript({ path })).status;
  const targets = [ADDRESS.own, ADDRESS.other, ADDRESS.cluster].map((path) => `/api/v1/resources/${path}`);
  for (const path of [...targets, `/api/v1/catalog/${ZONE_ENTRY}`])
    await expect.poll(() => read(path), { timeout: 60_000, message: path }).toBe(200);
}

/** One demo for all attacks: started with the worker, stopped with it. */
export const test = base.extend<object, { stage: Stage }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from this pattern.
    async ({}, use) => {
      const stage = await openStage();
      await use(stage);
      await stage.stop();
    },
    { scope: "worker", timeout: 15 * 60_000 },
  ],
});

/** Opens a request as its author; gives what the portal answers. Throws when it is refused. */
export async function openRequest(stage: Stage, body: object, person: Person = "author") {
  const answer = await (await stage.as(person)).post("/api/v1/requests", body);
  if (answer.status !== 201) throw new Error(`The request was refused (${answer.status}): ${answer.text}`);
  return readJson(answer);
}

/** A request as the platform team sees it, with the commit that is to be sent with an approval. */
export async function readRequest(stage: Stage, id: string) {
  return readJson(await stage.asScript({ path: `/api/v1/requests/${id}` }));
}
