/** Creates the state of the stand-in, and answers questions about accounts in it. */

import {
  type AccessLevel,
  type Account,
  type HostEvent,
  type Label,
  LEVELS,
  type MergeRequest,
  type ProjectSettings,
  type State,
  type SystemAction,
  type Version,
} from "#demo/stand-ins/gitlab/state/types";
import { openHostRepository } from "#demo/stand-ins/repository/host-repository";
import { createLock } from "#demo/stand-ins/state/lock";

export interface PersonInput {
  username: string;
  name: string;
  email: string;
  /** Default: reporter. */
  level?: AccessLevel;
  /** Full paths of groups. */
  groups?: readonly string[];
}

export interface StateInput {
  group: string;
  name: string;
  /** Path of an existing bare repository. */
  path: string;
  people: readonly PersonInput[];
  settings: ProjectSettings;
  /** Milliseconds since 1970. */
  clock: () => number;
  emit: (event: HostEvent) => void;
}

export function createState(input: StateInput): State {
  let lastId = 1000;
  const nextId = () => ++lastId;
  const now = () => new Date(input.clock()).toISOString();
  const labels: Label[] = [{ id: nextId(), name: "bug", color: "#d9534f" }];
  const people = input.people.map((person) => createAccount(nextId(), person, false));
  return {
    group: input.group,
    name: input.name,
    projectId: nextId(),
    groupId: nextId(),
    repository: openHostRepository(input.path),
    settings: { ...input.settings },
    createdAt: now(),
    accounts: new Map(people.map((account) => [account.username, account])),
    mergeRequests: new Map(),
    protections: new Map(),
    labels: new Map(labels.map((label) => [label.name, label])),
    milestones: [],
    pipelines: [],
    pushes: [],
    nextId,
    now,
    emit: input.emit,
    lock: createLock(),
  };
}

function createAccount(id: number, person: PersonInput, isBot: boolean): Account {
  const { username, name, email, level = LEVELS.reporter, groups = [] } = person;
  return { id, username, name, email, isBot, level, groups };
}

/** https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects */
export function addProjectBot(state: State, level: AccessLevel): Account {
  const id = state.nextId();
  const username = `project_${state.projectId}_bot_${id.toString(16)}`;
  const email = `${username}@noreply.gitlab.test`;
  const bot = createAccount(id, { username, name: "Vitrine", email, level }, true);
  state.accounts.set(username, bot);
  return bot;
}

/** Accounts are never removed, so every user name in the state has one. */
export function getAccount({ accounts }: State, username: string): Account {
  const account = accounts.get(username);
  if (!account) throw new Error(`The stand-in has no account ${username}.`);
  return account;
}

export function getProjectPath({ group, name }: State): string {
  return `${group}/${name}`;
}

/** The version that the merge request proposes now. */
export function getVersion({ iid, versions }: MergeRequest): Version {
  const last = versions.at(-1);
  if (!last) throw new Error(`The merge request ${iid} has no version.`);
  return last;
}

/** https://docs.gitlab.com/user/project/merge_requests/drafts/ */
export function isDraft({ title }: Pick<MergeRequest, "title">): boolean {
  return /^\s*(?:\[draft\]|\(draft\)|draft:)/i.test(title);
}

/** Adds a note that GitLab writes itself. */
export function addSystemNote(
  state: State,
  mergeRequest: MergeRequest,
  author: string,
  action: SystemAction,
  body: string,
): void {
  mergeRequest.notes.push({ id: state.nextId(), author, body, at: state.now(), action });
}
