/** What `--git` names: a repository at a Git host, or a bare one on this machine. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import type { HostProvider } from "#lib/command/arguments";
import { findToken, TOKEN_VARIABLE } from "#lib/command/host-token";
import type { Machine } from "#lib/command/machine";
import { PortalError } from "#lib/errors";
import { findApiAddresses } from "#lib/git/github/api/addresses";

export interface FoundRepository {
  /** For `VITRINE_GIT`. The token is in the variable that `tokenEnv` names. */
  git: Record<string, string>;
  token?: string;
  /** For people: an address or a folder, and the branch. */
  place: string;
}

interface Address {
  /** `https://host` or `http://host:port`. */
  origin: string;
  /** `owner/repository`, at GitLab with more groups. */
  path: string;
}

export interface RepositoryOptions {
  branch?: string | undefined;
  provider?: HostProvider | undefined;
}

/** Milliseconds for one answer of a Git host. */
const PATIENCE = 8_000;

/**
 * Finds the Git host, a token for it and the branch.
 * @param text an address, a clone (its remote `origin` counts) or a bare repository
 * @throws PortalError `git-unavailable` with what is missing and how to give it
 */
export async function findRepository(
  text: string,
  options: RepositoryOptions,
  machine: Machine,
): Promise<FoundRepository> {
  const folder = resolve(machine.folder, text);
  if (existsSync(join(folder, "HEAD"))) return describeBare(folder, options, machine);
  const isClone = existsSync(join(folder, ".git"));
  const remote = isClone ? await machine.run("git", ["-C", folder, "remote", "get-url", "origin"]) : text;
  const address = parseAddress(remote?.trim() ?? "");
  if (address) return describeHosted(address, options, machine);
  throw new PortalError("git-unavailable", {
    detail: isClone ? `${folder} has no remote "origin" at a Git host.` : `${text} is no Git repository.`,
    suggestion:
      "Name an address such as `--git https://github.com/acme/platform`, or a bare repository that `git init --bare` made.",
  });
}

async function describeBare(path: string, { branch }: RepositoryOptions, { run }: Machine) {
  const head =
    branch ?? (await run("git", ["-C", path, "symbolic-ref", "--short", "HEAD"]))?.trim() ?? "main";
  const name = basename(path).replace(/\.git$/, "") || "requests";
  return { git: { provider: "local", path, name, branch: head }, place: `${path}, branch ${head}` };
}

/**
 * The host and path of an address as Git writes them: HTTP, SSH, or the short form of SSH. A page of the host has the
 * address of its API, so an address of SSH becomes one of HTTPS.
 */
export function parseAddress(text: string): Address | undefined {
  const [, host, short] = /^(?:[\w.-]+@)?([\w.-]+\.[\w-]+):(?!\/)([^\s]+)$/.exec(text) ?? [];
  if (host !== undefined && short !== undefined) return toAddress(`https://${host}`, short);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol === "ssh:") return toAddress(`https://${url.hostname}`, url.pathname);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  return toAddress(url.origin, url.pathname);
}

function toAddress(origin: string, pathname: string): Address | undefined {
  const path = pathname.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  return path.includes("/") ? { origin, path } : undefined;
}

async function describeHosted(
  address: Address,
  { branch, provider: chosen }: RepositoryOptions,
  machine: Machine,
): Promise<FoundRepository> {
  const provider = chosen ?? (await detectProvider(address.origin));
  const at = provider === "gitlab" ? { project: address.path } : splitPath(address);
  const token = await findToken(provider, address.origin, machine);
  const target = branch ?? (await readDefaultBranch(provider, address, token));
  return {
    git: { provider, url: address.origin, ...at, branch: target, tokenEnv: TOKEN_VARIABLE },
    token,
    place: `${address.origin}/${address.path}, branch ${target}`,
  };
}

function splitPath({ origin, path }: Address): { owner: string; repository: string } {
  const [owner = "", repository = "", ...more] = path.split("/");
  if (more.length === 0) return { owner, repository };
  throw new PortalError("git-unavailable", {
    detail: `${origin}/${path} is not the address of a repository.`,
    suggestion: `Leave out what follows the repository: \`--git ${origin}/${owner}/${repository}\`.`,
  });
}

/** Paths that answer with JSON at one kind of host alone, also without a token. */
const PROBES: readonly [HostProvider, string][] = [
  // https://docs.gitea.com/api/, "Returns the version of the Gitea application"; Forgejo has it too.
  ["gitea", "/api/v1/version"],
  // https://docs.gitlab.com/api/version/: 401 with JSON where nobody is signed in.
  ["gitlab", "/api/v4/version"],
  // https://docs.github.com/en/enterprise-server/rest/meta/meta
  ["github", "/api/v3/meta"],
];

async function detectProvider(origin: string): Promise<HostProvider> {
  const { host } = new URL(origin);
  if (host === "github.com" || host.endsWith(".ghe.com")) return "github";
  if (host === "gitlab.com") return "gitlab";
  for (const [provider, path] of PROBES) if (await answersJson(origin + path)) return provider;
  throw new PortalError("git-unavailable", {
    detail: `${origin} did not tell which Git host it is.`,
    suggestion:
      "Check the address and the network, or add `--provider github`, `--provider gitlab` or `--provider gitea`.",
  });
}

async function answersJson(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
    const isExpected = answer.ok || answer.status === 401 || answer.status === 403;
    return isExpected && typeof (await answer.json()) === "object";
  } catch {
    return false;
  }
}

const repositoryAnswer = z.object({ default_branch: z.string().min(1) });

/** All three hosts have the default branch under the same key of the repository. */
async function readDefaultBranch(provider: HostProvider, address: Address, token: string): Promise<string> {
  const url = repositoryUrl(provider, address);
  const scheme = provider === "gitea" ? "token" : "Bearer";
  const answer = await fetch(url, {
    headers: { authorization: `${scheme} ${token}`, accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
    redirect: "error",
  }).catch((cause: unknown) => {
    throw new PortalError("git-unavailable", {
      detail: `${address.origin} does not answer.`,
      suggestion: "Check the address and the network, then start again.",
      cause,
    });
  });
  const parsed = answer.ok ? repositoryAnswer.safeParse(await answer.json()) : undefined;
  if (parsed?.success) return parsed.data.default_branch;
  throw new PortalError("git-unavailable", {
    detail: `${address.origin} does not show ${address.path} to the owner of this token (status ${answer.status}).`,
    suggestion:
      "Check the address, and that the token can read this repository. `--branch` names the branch without asking.",
  });
}

function repositoryUrl(provider: HostProvider, { origin, path }: Address): string {
  if (provider === "github") return `${findApiAddresses(origin).rest}/repos/${path}`;
  if (provider === "gitea") return `${origin}/api/v1/repos/${path}`;
  return `${origin}/api/v4/projects/${encodeURIComponent(path)}`;
}
