import { expect, it } from "vitest";
import { createQueue } from "#demo/local-stack/programs/queue";

it("createQueue runs no more than the limit, with the lowest rank first", async () => {
  const enqueue = createQueue(1);
  const order: number[] = [];
  let finish = () => {};
  const running = enqueue(9, () => {
    order.push(9);
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  await Promise.resolve();
  const others = [3, 1, 2].map((rank) => enqueue(rank, async () => void order.push(rank)));
  await Promise.resolve();
  expect(order).toEqual([9]);
  finish();
  await Promise.all([running, ...others]);
  expect(order).toEqual([9, 1, 2, 3]);
});

it("createQueue ranks jobs of the same moment", async () => {
  const enqueue = createQueue(1);
  const order: number[] = [];
  await Promise.all([2, 1].map((rank) => enqueue(rank, async () => void order.push(rank))));
  expect(order).toEqual([1, 2]);
});

it("createQueue continues after a failure", async () => {
  const enqueue = createQueue(1);
  const failing = enqueue(1, async () => {
    throw new Error("no");
  });
  const next = enqueue(2, async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
