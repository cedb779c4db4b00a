/** The portal as a process on loopback: the standalone build, or Next's development server. */
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { answersOk } from "#demo/local-stack/probe";
import type { ProcessSpec, RunningProcess, Stack } from "#demo/local-stack/types";
import { NEXT, ROOT } from "#demo/portal-build";

export interface PortalOptions {
  /** Of the process and its log; another one for each portal of a stack. */
  name?: string;
  port: number;
  /** Folder of a standalone build; without it, Next's development server runs, which follows the sources. */
  build: string | undefined;
  /** What lib/config/source.ts reads; without `VITRINE_URL`, the address is that of the port, and without a secret it gets one. */
  settings: Record<string, string>;
}

export interface Portal {
  /**
   * Starts it, again after `kill`: at the same address and with the same secret. `changed` settings take the place of
   * those it was created with, for this start alone.
   */
  start(changed?: Record<string, string>): Promise<void>;
  /** Asks it to end, as Kubernetes does, and waits for its end. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL and removes every file it has written. */
  kill(): Promise<void>;
  /** The file with its log, JSON lines; undefined while it does not run. */
  logFile(): string | undefined;
}

/**
 * As `npm start` has them. Megabytes of one half of the space for new objects: with the default of Node, the portal takes
 * about 100 MB more and is no faster. https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
const MEMORY_FLAGS = ["--max-semi-space-size=8"];

/**
 * As `npm start` has it. Milliseconds for which an idle connection stays open: longer than proxies keep theirs, usually 60 s.
 * Who closes first must not be the server, which cuts off a request that is on its way. Node's default is 5 s.
 */
const KEEP_ALIVE_TIMEOUT = "75000";

/** Kubernetes waits 30 s; the portal promises 10. */
const GRACE_MILLISECONDS = 15_000;

export const portalUrl = (port: number) => `http://127.0.0.1:${port}`;

type PortalHost = Pick<Stack, "folder" | "start" | "report">;

function describeProcess(
  { name = "portal", port, build, settings }: PortalOptions,
  temporary: string,
): ProcessSpec {
  const url = portalUrl(port);
  return {
    name,
    command: process.execPath,
    args: build
      ? [...MEMORY_FLAGS, join(build, "server.js")]
      : [NEXT, "dev", "--hostname", "127.0.0.1", "--port", String(port)],
    cwd: build ?? ROOT,
    env: {
      VITRINE_URL: url,
      ...settings,
      NODE_ENV: build ? "production" : "development",
      NEXT_TELEMETRY_DISABLED: "1",
      KEEP_ALIVE_TIMEOUT,
      TMPDIR: temporary,
      PORT: String(port),
      HOSTNAME: "127.0.0.1",
    },
    ready: () => answersOk(`${url}/api/healthz`),
    // The development server compiles the page it is asked for first.
    timeoutSeconds: build ? 60 : 180,
    graceMilliseconds: GRACE_MILLISECONDS,
  };
}

/** The portal of one stack; it runs once `start` is called. */
export function createPortal(host: PortalHost, options: PortalOptions): Portal {
  const temporary = join(host.folder, options.name ?? "portal");
  const secret = randomBytes(32).toString("hex");
  const settings = { VITRINE_SECRET: secret, ...options.settings };
  let running: RunningProcess | undefined;

  return {
    start: async (changed = {}) => {
      mkdirSync(temporary, { recursive: true });
      host.report("Portal", "starting", "Starting the portal");
      running = await host.start(
        describeProcess({ ...options, settings: { ...settings, ...changed } }, temporary),
      );
      host.report("Portal", "ready", portalUrl(options.port));
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
    kill: async () => {
      await running?.kill();
      running = undefined;
      rmSync(temporary, { recursive: true, force: true });
      if (options.build) rmSync(join(options.build, ".next/cache"), { recursive: true, force: true });
    },
    logFile: () => running?.logFile,
  };
}
