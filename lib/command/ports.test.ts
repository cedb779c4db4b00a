import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findFreePort, findPortalPort } from "#lib/command/ports";

let server: Server | undefined;
afterEach(() => server?.close());

async function occupy(port: number): Promise<void> {
  server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
}

it("findFreePort returns each port once", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, findFreePort));
  expect(new Set(ports).size).toBe(50);
});

describe("port of the portal", () => {
  it("is the requested port", async () => {
    const port = await findFreePort();
    expect(await findPortalPort(port, () => {})).toBe(port);
  });

  it("causes an error with the next step when the requested port is taken", async () => {
    const port = await findFreePort();
    await occupy(port);
    await expect(findPortalPort(port, () => {})).rejects.toMatchObject({
      detail: `Port ${port} is taken on 127.0.0.1.`,
      suggestion: expect.stringContaining("--port"),
    });
  });

  it("is another port, with a notice, when the default port is taken", async () => {
    const usual = await findFreePort();
    await occupy(usual);
    const notice = vi.fn();
    const port = await findPortalPort(undefined, notice, usual);
    expect(port).not.toBe(usual);
    expect(notice).toHaveBeenCalledWith(expect.stringContaining(`Port ${usual} is taken; using ${port}.`));
  });
});
