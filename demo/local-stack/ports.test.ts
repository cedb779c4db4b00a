import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findFreePort, findPortalPort } from "#demo/local-stack/ports";

let server: Server | undefined;
afterEach(() => server?.close());

async function occupy(port: number): Promise<void> {
  server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
}

it("hands no port out twice", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, findFreePort));
  expect(new Set(ports).size).toBe(50);
});

describe("the portal's port", () => {
  it("is the wanted one", async () => {
    const port = await findFreePort();
    expect(await findPortalPort(port, () => {})).toBe(port);
  });

  it("that is wanted and taken is an error with the next step", async () => {
    const port = await findFreePort();
    await occupy(port);
    await expect(findPortalPort(port, () => {})).rejects.toMatchObject({
      detail: `Port ${port} is taken on 127.0.0.1.`,
      suggestion: expect.stringContaining("--port"),
    });
  });

  it("is another, with a notice, when nobody wanted the usual one", async () => {
    const usual = await findFreePort();
    await occupy(usual);
    const notice = vi.fn();
    const port = await findPortalPort(undefined, notice, usual);
    expect(port).not.toBe(usual);
    expect(notice).toHaveBeenCalledWith(expect.stringContaining(`Port ${usual} is taken; using ${port}.`));
  });
});
