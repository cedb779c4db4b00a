/** Creates the state of the stand-in, and answers questions about accounts in it. */

import {
  type Account,
  type HostEvent,
  type Label,
  type RepositorySettings,
  ROLES,
  type Role,
  type State,
} from "#demo/stand-ins/github/state/types";
import { openHostRepository } from "#demo/stand-ins/repository/host-repository";
import { createLock } from "#demo/stand-ins/state/lock";

export interface PersonInput {
  login: string;
  name: string;
  email: string;
  /** Default `read`. */
  role?: Role;
  /** Slugs of teams. */
  teams?: readonly string[];
}

export interface StateInput {
  owner: string;
  name: string;
  /** Path of an existing bare repository. */
  path: string;
  people: readonly PersonInput[];
  /** Login of the App's bot account. */
  bot: string;
  settings: RepositorySettings;
  /** Milliseconds since 1970. */
  clock: () => number;
  emit: (event: HostEvent) => void;
}

/** GitHub's own account, which is the committer of commits that are made on the host. */
export const WEB_FLOW = { id: "web-flow", name: "GitHub", email: "noreply@github.com" };

export function createState(input: StateInput): State {
  let lastId = 1000;
  const nextId = () => ++lastId;
  const now = () => new Date(input.clock()).toISOString().replace(/\.\d+Z$/, "Z");
  const organization = createAccount(nextId(), "Organization", {
    login: input.owner,
    name: input.owner,
    email: "",
  });
  const people = input.people.map((person) => createAccount(nextId(), "User", person));
  const botId = nextId();
  const bot = createAccount(botId, "Bot", {
    login: input.bot,
    name: input.bot,
    email: `${botId}+${input.bot}@users.noreply.github.com`,
    role: "write",
  });
  const webFlow = createAccount(nextId(), "User", { login: WEB_FLOW.id, ...WEB_FLOW, role: "none" });
  const labels: Label[] = [
    { id: nextId(), name: "bug", color: "d73a4a" },
    { id: nextId(), name: "enhancement", color: "a2eeef" },
  ];
  return {
    organization,
    name: input.name,
    repository: openHostRepository(input.path),
    settings: { ...input.settings },
    createdAt: now(),
    accounts: new Map([...people, bot, webFlow].map((account) => [account.login, account])),
    pulls: new Map(),
    protections: new Map(),
    labels: new Map(labels.map((label) => [label.name, label])),
    milestones: new Map(),
    checks: new Map(),
    activities: [],
    nextId,
    now,
    emit: input.emit,
    lock: createLock(),
  };
}

function createAccount(
  id: number,
  type: Account["type"],
  { login, name, email, role = "read", teams = [] }: PersonInput,
): Account {
  return { id, login, name, email, type, role, teams };
}

/** Accounts outlive nobody here, so every login in the state has one. */
export function getAccount({ accounts, organization }: State, login: string): Account {
  const account = accounts.get(login) ?? (login === organization.login ? organization : undefined);
  if (!account) throw new Error(`The stand-in has no account ${login}.`);
  return account;
}

/** True where the role includes the other. */
export function includesRole(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other);
}

/** The account whose public or private address a commit has. GitHub matches commits to accounts by address. */
export function findAccountByEmail({ accounts }: State, email: string): Account | undefined {
  return [...accounts.values()].find((account) => account.email.toLowerCase() === email.toLowerCase());
}
