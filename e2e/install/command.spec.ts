import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Demo } from "#demo/demo";
import { openStack } from "#demo/local-stack/stack";
import { ROOT } from "#demo/portal-build";
import { findFreePort } from "#lib/command/ports";
import { expect, test } from "../testing/portal";

const started = z.object({ url: z.string(), link: z.string(), token: z.string() });

let folder: string;
let archive: string;
test.beforeAll(async () => {
  test.setTimeout(15 * 60_000);
  folder = mkdtempSync(join(tmpdir(), "vitrine-stranger-"));
  const stack = openStack({ onProgress: () => {} });
  try {
    const args = ["pack", "--silent", "--pack-destination", folder];
    const { code, stdout, stderr } = await stack.run({ command: "npm", args, cwd: ROOT });
    expect(code, stderr).toBe(0);
    archive = stdout.trim();
  } finally {
    await stack.close();
  }
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Command {
  run: z.infer<typeof started>;
  /** What it has said in the terminal. */
  said(): string;
  stop(): Promise<void>;
}

/** Runs the package in an empty folder, as somebody does who has downloaded it. */
async function runPackage(portal: Demo, args: readonly string[]): Promise<Command> {
  const child = spawn("npx", ["--yes", `./${archive}`, ...args, "--json"], {
    cwd: folder,
    // npm forgets the package with the folder.
    env: {
      ...process.env,
      KUBECONFIG: portal.kubeconfig,
      npm_config_cache: join(folder, "npm"),
      HOME: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A terminal sends Ctrl-C to all of a command's processes.
    detached: true,
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    failAtEnd(child, lines),
  ]);
  return {
    run: started.parse(JSON.parse(line)),
    said: () => lines.join("\n"),
    stop: () => pressControlC(child),
  };
}

async function failAtEnd(child: ChildProcess, lines: readonly string[]): Promise<never> {
  await once(child, "close");
  throw new Error(`The command ended:\n${lines.join("\n")}`);
}

async function pressControlC(child: ChildProcess): Promise<void> {
  const ended = once(child, "close");
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await ended;
}

test("the packed command starts a portal for the person of the kubeconfig, and for nobody else", async ({
  browser,
  portal,
}) => {
  test.setTimeout(3 * 60_000);
  const port = await findFreePort();
  const command = await runPackage(portal, ["--git", portal.repository, "--port", String(port)]);
  const { url, link } = command.run;
  try {
    await test.step("the terminal says what the portal sees", async () => {
      expect(command.said()).toContain(link);
      expect(command.said()).toContain("that of admin, for the portal and for you");
      expect(command.said()).toMatch(/\d+ Kratix Promises, \d+ Crossplane XRDs/);
      expect(command.said()).toContain(`${portal.repository}, branch main`);
    });

    const page = await (await browser.newContext({ baseURL: url })).newPage();
    await test.step("the address alone signs nobody in", async () => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Open the link from the terminal" })).toBeVisible();
      await expect(page.getByRole("button")).toHaveCount(0);
    });

    await test.step("another code signs nobody in", async () => {
      await page.goto(`/sign-in#code=${"0".repeat(64)}`);
      await expect(page.getByText("The link does not work")).toBeVisible();
    });

    await test.step("the link signs in, and leaves no code in the address", async () => {
      await page.goto("about:blank");
      await page.goto(link);
      await page.waitForURL(`${url}/catalog`);
      await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem").first()).toBeVisible();
      await expect(page.getByRole("link", { name: /PostgreSQL/ }).first()).toBeVisible();
    });
  } finally {
    await command.stop();
  }
  await expect(fetch(url)).rejects.toThrow();
});
