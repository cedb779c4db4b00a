import { expect, it } from "vitest";
import { createReviewCounter } from "#lib/kubernetes/access/review-counter";

it("counts answers, failures and answers from the cache, and averages the time of answers", async () => {
  let time = 0;
  const counter = createReviewCounter(() => time);
  const take = (milliseconds: number) => async () => {
    time += milliseconds;
    return "answer";
  };
  expect(counter.figures().averageMilliseconds).toBeUndefined();
  expect(await counter.time(take(2))).toBe("answer");
  await counter.time(take(4));
  counter.hit();
  const failure = new Error("no answer");
  await expect(counter.time(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(counter.figures()).toEqual({ answered: 2, cached: 1, failed: 1, averageMilliseconds: 3 });
});
