/** A Git host with real pull requests: Gitea over a database and repositories of this start. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { answersOk } from "#demo/local-stack/probe";
import type { Stack } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

/** Sections of its app.ini. */
export type GiteaSettings = Record<string, Record<string, string | number | boolean>>;

/** What Gitea needs of a stack. */
type GiteaStack = Pick<Stack, "folder" | "moduleFolder" | "obtain" | "start" | "run" | "freePort" | "report">;

export interface Gitea {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** The folder of the bare repositories: `<owner>/<name>.git`. */
  repositories: string;
  /** Calls Gitea's HTTP API, by default as its administrator; answers the parsed body. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<unknown>;
  /** Makes an account; the answer is a token with which it acts. */
  addUser(user: GiteaUser): Promise<string>;
}

export interface GiteaUser {
  login: string;
  name: string;
  email: string;
  /** A random one by default. */
  password?: string;
  /** What the token is for; everything by default. */
  scopes?: string[];
}

const ADMIN = "root-of-gitea";
const TIMEOUT_MILLISECONDS = 30_000;
const HOOKS = "hooks";
const REPOSITORIES = "repositories";
/** Each push starts Gitea twice more, as two of Git's hooks: collecting garbage is a third of what those short lives cost. */
const COLLECT_LATE = { GOGC: "off", GOMEMLIMIT: "300MiB" };
const createdToken = z.object({ sha1: z.string().min(1) });

/** Starts Gitea with an administrator and nothing else in it; takes about 3 s once it is built. */
export async function launchGitea(stack: GiteaStack, settings: GiteaSettings = {}): Promise<Gitea> {
  stack.report("Gitea", "building", "Obtaining gitea");
  const [command, source] = await Promise.all([stack.obtain("gitea"), stack.moduleFolder("gitea")]);
  stack.report("Gitea", "starting", "Starting gitea");
  const folder = join(stack.folder, "gitea");
  await mkdir(folder);
  const port = await stack.freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "app.ini");
  await writeFile(config, formatConfig(folder, port, source, settings), { mode: 0o600 });
  await writeHooks(join(folder, HOOKS), command, config);
  const env = { GITEA_WORK_DIR: folder, ...COLLECT_LATE };
  await runCommand(stack, command, ["--config", config, "migrate"], env);
  const password = randomBytes(24).toString("hex");
  await runCommand(stack, command, ["--config", config, ...describeAdmin(password)], env);
  const ready = () => answersOk(`${url}/api/healthz`);
  await stack.start({ name: "gitea", command, args: ["--config", config, "web"], env, ready });
  const gitea = await connect(url, password);
  stack.report("Gitea", "ready", url);
  return { ...gitea, repositories: join(folder, REPOSITORIES) };
}

/** https://docs.gitea.com/administration/config-cheat-sheet; what is left out listens nowhere and asks no one. */
function formatConfig(folder: string, port: number, source: string, more: GiteaSettings): string {
  const secret = () => randomBytes(32).toString("hex");
  const sections: GiteaSettings = {
    "": {
      RUN_MODE: "prod",
      // Gitea refuses to start as root unless it is told to; that is what a container often is.
      I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: process.getuid?.() === 0,
    },
    server: {
      HTTP_ADDR: "127.0.0.1",
      HTTP_PORT: port,
      ROOT_URL: `http://127.0.0.1:${port}/`,
      APP_DATA_PATH: join(folder, "data"),
      // Templates and texts; a release has them inside.
      STATIC_ROOT_PATH: source,
      OFFLINE_MODE: true,
      DISABLE_SSH: true,
    },
    database: { DB_TYPE: "sqlite3", PATH: join(folder, "gitea.db"), SQLITE_JOURNAL_MODE: "WAL" },
    repository: { ROOT: join(folder, REPOSITORIES), DEFAULT_BRANCH: "main" },
    "git.config": { "core.hooksPath": join(folder, HOOKS) },
    security: { INSTALL_LOCK: true, SECRET_KEY: secret() },
    service: { DISABLE_REGISTRATION: true },
    "service.explore": { REQUIRE_SIGNIN_VIEW: false },
    session: { PROVIDER: "memory" },
    queue: { TYPE: "channel" },
    // Few, so that whoever reads lists has to turn pages.
    api: { MAX_RESPONSE_ITEMS: 10 },
    indexer: { ISSUE_INDEXER_TYPE: "db" },
    cron: { ENABLED: false },
    actions: { ENABLED: false },
    packages: { ENABLED: false },
    picture: { DISABLE_GRAVATAR: true },
    log: { MODE: "console", LEVEL: "Warn" },
    ...more,
  };
  return Object.entries(sections)
    .map(([name, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
      return [...(name ? [`[${name}]`] : []), ...lines, ""].join("\n");
    })
    .join("\n");
}

/**
 * Git's hooks, one script each for all repositories. Gitea's own are six scripts a push and three starts of Gitea: its
 * `update` (cmd/hook.go) only refuses what others than Gitea itself push to refs/pull, which a shell can do as well.
 */
async function writeHooks(folder: string, command: string, config: string): Promise<void> {
  const start = (hook: string) => `exec '${command}' hook --config='${config}' ${hook}`;
  const hooks = {
    "pre-receive": start("pre-receive"),
    update: 'case "$GITEA_INTERNAL_PUSH $1" in true*) ;; *" refs/pull/"*) exit 1 ;; esac',
    "post-receive": start("post-receive"),
  };
  await mkdir(folder);
  for (const [hook, script] of Object.entries(hooks))
    await writeFile(join(folder, hook), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function describeAdmin(password: string): string[] {
  const account = ["--admin", "--username", ADMIN, "--email", "root@gitea.example"];
  return ["admin", "user", "create", ...account, "--password", password, "--must-change-password=false"];
}

async function runCommand(stack: GiteaStack, command: string, args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await stack.run({ command, args, env });
  if (code === 0) return;
  const said = `${stdout}${stderr}`.trim().split("\n").slice(-5).join("\n");
  throw new PortalError("misconfigured", { detail: `Gitea could not be set up:\n${said}` });
}

async function connect(url: string, password: string): Promise<Omit<Gitea, "repositories">> {
  async function call(authorization: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async function makeToken(login: string, secret: string, scopes = ["all"]): Promise<string> {
    const basic = `Basic ${Buffer.from(`${login}:${secret}`).toString("base64")}`;
    const wanted = { name: "stack", scopes };
    return createdToken.parse(await call(basic, "POST", `/users/${login}/tokens`, wanted)).sha1;
  }

  const admin = await makeToken(ADMIN, password);
  const callAs: Gitea["call"] = (method, path, body, token = admin) =>
    call(`token ${token}`, method, path, body);
  return {
    url,
    call: callAs,
    addUser: async ({ login, name, email, scopes, password = randomBytes(24).toString("hex") }) => {
      const account = { username: login, full_name: name, email, password };
      await callAs("POST", "/admin/users", { ...account, must_change_password: false });
      return makeToken(login, password, scopes);
    },
  };
}
