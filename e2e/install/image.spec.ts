import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersOk } from "#demo/local-stack/probe";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { buildPortal, copyBuild } from "#demo/portal-build";
import { findFreePort } from "#lib/command/ports";
import { BUILD_FILES } from "../testing/build-files";
import { readDockerfile } from "../testing/dockerfile";
import { expect, test } from "../testing/portal";

/** Bytes of a megabyte as registries count them. */
const MEGABYTE = 1_000_000;
/**
 * The base image without Node, unpacked: what https://github.com/GoogleContainerTools/distroless says of `cc`, 21 MB, with
 * room for a later Debian.
 */
const BASE = 35 * MEGABYTE;

interface Image {
  /** The root of its file system. */
  root: string;
  app: string;
  node: string;
}

let stack: StackBase;
let image: Image;
test.beforeAll(async () => {
  test.setTimeout(15 * 60_000);
  stack = openStack({ onProgress: () => {} });
  image = unpackImage(await buildPortal(stack));
});
test.afterAll(async () => {
  await stack.close();
  rmSync(image.root, { recursive: true, force: true });
});

/** Puts the files where the image has them, and lets nobody write there. */
function unpackImage(build: string): Image {
  const root = mkdtempSync(join(tmpdir(), "vitrine-image-"));
  const app = join(root, "app");
  const node = join(root, "node");
  expect(readDockerfile().copies).toEqual([{ from: "/src/dist", to: "./" }]);
  copyBuild(build, app);
  cpSync(process.execPath, node);
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const place = join(root, path);
    chmodSync(place, statSync(place).mode & 0o555);
  }
  chmodSync(root, 0o555);
  return { root, app, node };
}

function measure(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** Only root can become the user of the image; anyone else is not root either. */
function asImageUser() {
  const { uid, gid } = readDockerfile();
  return process.getuid?.() === 0 ? { uid, gid } : undefined;
}

test("the image is smaller than 250 MB", () => {
  const bytes = measure(image.root) + BASE;
  expect(Math.round(bytes / MEGABYTE)).toBeLessThanOrEqual(250);
});

test("the image has no sources, no tools and no configuration", () => {
  expect(readdirSync(image.app).sort()).toEqual(BUILD_FILES);
  const names = readdirSync(image.app, { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => /(^|\/)\.env|\.(tsx|map)$/.test(name))).toEqual([]);
});

test("the portal runs as in the image: another user, a read-only folder, an empty home", async ({ page }) => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const { env, args } = readDockerfile();
  const home = mkdtempSync(join(tmpdir(), "vitrine-home-"));
  const kubeconfig = join(home, "kubeconfig");
  writeFileSync(kubeconfig, describeKubeconfig("https://127.0.0.1:1"));
  chmodSync(home, 0o555);
  const running = await stack.start({
    name: "image",
    command: image.node,
    args,
    cwd: image.app,
    user: asImageUser(),
    hasOwnEnvironment: true,
    env: {
      ...env,
      HOME: "/nonexistent",
      HOSTNAME: "127.0.0.1",
      PORT: String(port),
      VITRINE_URL: url,
      VITRINE_SECRET: "0".repeat(64),
      VITRINE_CLUSTERS: JSON.stringify([{ name: "prod", kubeconfig }]),
      VITRINE_DEMO_PEOPLE: JSON.stringify([{ user: "ana", name: "Ana" }]),
    },
    ready: () => answersOk(`${url}/api/healthz`),
  });
  try {
    await page.goto(`${url}/catalog`);
    await page.getByRole("button", { name: /Ana/ }).click();
    await page.waitForURL("**/catalog");
    await expect(page.getByText(/prod/).first()).toBeVisible();
    const log = readFileSync(running.logFile, "utf8");
    expect(log).not.toMatch(/EACCES|EROFS|EPERM|Cannot find module/);
    expect(readdirSync(home)).toEqual(["kubeconfig"]);
  } finally {
    await running.kill();
    rmSync(home, { recursive: true, force: true });
  }
});

function describeKubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "prod", cluster: { server } }],
    users: [{ name: "portal", user: { token: "none" } }],
    contexts: [{ name: "prod", context: { cluster: "prod", user: "portal" } }],
    "current-context": "prod",
  });
}
