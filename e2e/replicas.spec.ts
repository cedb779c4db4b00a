import { z } from "zod";
import type { Demo } from "#demo/demo";
import type { Portal } from "#demo/portal";
import { findFreePort } from "#lib/command/ports";
import { signInWithGitea } from "./testing/gitea";
import { approve, ask, flag, reaches } from "./testing/journey";
import { expect, fullTest as test } from "./testing/portal";
import { type RoundRobin, startRoundRobin } from "./testing/round-robin";

/** Two portals behind a proxy, which has the address of the demo's portal. */
interface Replicas {
  proxy: RoundRobin;
  /** By their ports. */
  portals: ReadonlyMap<number, Portal>;
}

let replicas: Replicas;

test.beforeAll(async ({ full }) => {
  await full.killPortal();
  const ports = [await findFreePort(), await findFreePort()];
  const portals = new Map(ports.map((port) => [port, full.createReplica(port, { VITRINE_URL: full.url })]));
  await Promise.all([...portals.values()].map((portal) => portal.start()));
  replicas = { portals, proxy: await startRoundRobin(Number(new URL(full.url).port), ports) };
});

test.afterAll(async ({ full }) => {
  await replicas.proxy.close();
  for (const portal of replicas.portals.values()) await portal.kill();
  await full.startPortal();
});

/** Submits a request once, as a page does. The key stays the same when the person tries again. Returns the status, or a failure. */
async function submit({ url, token }: Demo, name: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/requests`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": name,
    },
    body: JSON.stringify({
      entry: "crd.local.featureflags.demo.vitrine.dev",
      name,
      namespace: "team-a",
      operation: "create",
      values: { spec: { owner: "team-a", description: `One of many: ${name}` } },
    }),
  }).catch(() => undefined);
  if (answer === undefined) return "no answer";
  return answer.status === 201 ? "201" : `${answer.status} ${await answer.text()}`;
}

const pulls = z.array(z.object({ title: z.string(), head: z.object({ ref: z.string() }) }));

/** How many pull requests Gitea has of each of these names. */
async function countPullRequests(
  { gitea, repository }: Demo,
  names: readonly string[],
): Promise<Map<string, number>> {
  const [owner, name] = new URL(repository).pathname.replace(/^\/|\.git$/g, "").split("/");
  const counts = new Map(names.map((one) => [one, 0]));
  for (let page = 1; ; page += 1) {
    const path = `/repos/${owner}/${name}/pulls?state=all&limit=50&page=${page}`;
    const found = pulls.parse(await gitea?.call("GET", path));
    for (const { title, head } of found)
      for (const one of names)
        if (new RegExp(`${one}\\b`).test(`${title} ${head.ref}`)) counts.set(one, (counts.get(one) ?? 0) + 1);
    if (found.length === 0) return counts;
  }
}

const onceEach = (names: readonly string[]) => new Map(names.map((name) => [name, 1]));

test("a person signs in, requests and approves while each call reaches another replica", async ({
  browser,
  full,
}) => {
  test.setTimeout(240_000);
  const ana = await signInWithGitea(browser, full, "ana");
  const bo = await signInWithGitea(browser, full, "bo");
  const wish = flag("through-both");
  await ask(ana, wish);
  await approve(bo, wish.name);
  await reaches(ana, "Ready");
  expect(replicas.proxy.broken()).toBe(0);
});

test("an upgrade of one replica after the other loses and doubles no request", async ({ full }) => {
  test.setTimeout(240_000);
  const { proxy, portals } = replicas;
  const names = Array.from({ length: 12 }, (_, number) => `upgrade-${number}`);
  const statuses: string[] = [];
  const submitAll = async () => {
    for (const name of names) statuses.push(await submit(full, name));
  };
  const submitting = submitAll();
  for (const [port, portal] of portals) {
    // Its next request runs there when it is asked to end.
    await new Promise<void>((resolve) => {
      proxy.onForward((forwarded) => forwarded.method === "POST" && forwarded.port === port && resolve());
    });
    proxy.remove(port);
    // In Kubernetes, `preStop` gives a request on its way this time. Its bytes are read before the answers to these.
    for (let call = 0; call < 3; call += 1) await fetch(`http://127.0.0.1:${port}/api/healthz`);
    const asked = Date.now();
    await portal.stop();
    expect(Date.now() - asked).toBeLessThan(10_000);
    await portal.start();
    proxy.add(port);
  }
  await submitting;
  expect(statuses).toEqual(names.map(() => "201"));
  expect(await countPullRequests(full, names)).toEqual(onceEach(names));
});

test("fifty requests are made once each while replicas are killed", async ({ full }) => {
  test.setTimeout(600_000);
  const { proxy, portals } = replicas;
  const names = Array.from({ length: 50 }, (_, number) => `killed-${number}`);
  let kills = 0;
  let killing: Promise<void> | undefined;
  // Each sixth request loses its replica, at a moment of its own: before, within or after the calls to Git.
  const doomed = new Set(names.filter((_, number) => number % 6 === 3));
  proxy.onForward(({ method, port, name }) => {
    if (method !== "POST" || killing || !doomed.delete(name)) return;
    const moment = (kills * 137) % 900;
    killing = new Promise<void>((resolve) => setTimeout(resolve, moment)).then(async () => {
      const portal = portals.get(port);
      await portal?.kill();
      kills += 1;
      await portal?.start();
      killing = undefined;
    });
  });
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const one = name;
      // The person sees that the answer was lost, and presses the button again.
      await expect.poll(() => submit(full, one), { timeout: 120_000 }).toBe("201");
    }
  };
  await Promise.all([work(), work()]);
  await killing;
  expect(kills).toBeGreaterThan(5);
  expect(await countPullRequests(full, names)).toEqual(onceEach(names));
});
