import { expect } from "@playwright/test";
import { DEVELOPER } from "#bench/size/people";
import { signIn } from "#bench/size/visitor";
import { readEveryAnswer } from "../testing/every-answer";
import { test } from "./testing/stage";

/** Seconds from the start of the process. On a quiet machine it takes 7, of which reading everything takes 3. */
const SOON = 30;

test("with thousands of requests, the portal answers as before soon after it was killed", async ({
  stage,
}) => {
  test.setTimeout(5 * 60_000);
  const { portal } = stage;
  const visitor = await signIn(portal.url, DEVELOPER);
  const readEverything = () => readEveryAnswer({ read: visitor.get, atMost: 8 });
  const before = await readEverything();
  expect(Object.keys(before).length).toBeGreaterThan(50);

  await portal.stop();
  const started = performance.now();
  await portal.start();
  const left = SOON * 1_000 - (performance.now() - started);
  await expect.poll(readEverything, { timeout: left }).toEqual(before);
  console.log(`As before after ${Math.round(performance.now() - started)} ms`);
});
