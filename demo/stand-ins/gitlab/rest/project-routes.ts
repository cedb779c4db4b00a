/** Routes about people, groups, the project and its members. */

import {
  type RestAnswer,
  type RestCall,
  type RestRoute,
  readFlag,
  readText,
  requireViewer,
} from "#demo/stand-ins/gitlab/rest/call";
import { showMilestone } from "#demo/stand-ins/gitlab/rest/merge-request-shape";
import { answerPage } from "#demo/stand-ins/gitlab/rest/pages";
import {
  showAccount,
  showCurrentUser,
  showGroup,
  showProject,
  showProtectedBranch,
} from "#demo/stand-ins/gitlab/rest/project-shape";
import { notFound } from "#demo/stand-ins/gitlab/state/refusal";
import { type Account, LEVELS, type PushEvent } from "#demo/stand-ins/gitlab/state/types";

const PROJECT = "/projects/{id}";

export const PROJECT_ROUTES: readonly RestRoute[] = [
  {
    method: "GET",
    template: "/user",
    scopes: ["api", "read_api", "read_user"],
    handle: (call) => ({ status: 200, body: showCurrentUser(call, requireViewer(call).account) }),
  },
  { method: "GET", template: "/users", scopes: ["api", "read_api", "read_user"], handle: listUsers },
  { method: "GET", template: "/version", scopes: ["api", "read_api", "read_user"], handle: showVersion },
  { method: "GET", template: "/metadata", scopes: ["api", "read_api", "read_user"], handle: showVersion },
  { method: "GET", template: "/personal_access_tokens/self", handle: showToken },
  { method: "GET", template: "/groups", handle: listGroups },
  { method: "GET", template: PROJECT, handle: show },
  { method: "GET", template: `${PROJECT}/members/all`, handle: listMembers },
  { method: "GET", template: `${PROJECT}/members/all/{user_id}`, handle: showMember },
  {
    method: "GET",
    template: `${PROJECT}/protected_branches`,
    level: LEVELS.developer,
    handle: listProtected,
  },
  {
    method: "GET",
    template: `${PROJECT}/protected_branches/{name}`,
    level: LEVELS.developer,
    handle: (call) => {
      const { name = "" } = call.params;
      if (!call.state.protections.has(name)) throw notFound();
      return { status: 200, body: showProtectedBranch(call, name) };
    },
  },
  { method: "GET", template: `${PROJECT}/events`, handle: listEvents },
  { method: "GET", template: `${PROJECT}/approvals`, handle: showApprovalSettings },
  { method: "GET", template: `${PROJECT}/labels`, handle: listLabels },
  { method: "GET", template: `${PROJECT}/milestones`, handle: listMilestones },
];

/** The version whose description the stand-in has. */
function showVersion(call: RestCall): RestAnswer {
  requireViewer(call);
  return { status: 200, body: { version: "18.11.0-ee", revision: "stand-in", enterprise: true } };
}

async function listUsers(call: RestCall): Promise<RestAnswer> {
  requireViewer(call);
  const username = readText(call, "username");
  const found = [...call.state.accounts.values()].filter(
    (account) => username === undefined || account.username.toLowerCase() === username.toLowerCase(),
  );
  return answerPage(call, found, (account) => showAccount(call, account));
}

function showToken(call: RestCall): RestAnswer {
  const { account, token, scopes } = requireViewer(call);
  if (token.kind !== "access") throw notFound();
  return {
    status: 200,
    body: {
      id: token.id,
      name: token.name,
      revoked: false,
      created_at: token.createdAt,
      description: "",
      scopes,
      user_id: account.id,
      last_used_at: call.state.now(),
      active: true,
      expires_at: null,
    },
  };
}

/** The groups that the person was created with; GitLab adds those below each. */
async function listGroups(call: RestCall): Promise<RestAnswer> {
  const { account } = requireViewer(call);
  return answerPage(call, [...account.groups].sort(), (path) =>
    showGroup(call, path, account.groups.indexOf(path)),
  );
}

async function show(call: RestCall): Promise<RestAnswer> {
  const branches = await call.state.repository.listBranches();
  return { status: 200, body: showProject(call, call.viewer?.account, branches.size === 0) };
}

function describeMember(call: RestCall, account: Account) {
  return {
    ...showAccount(call, account),
    access_level: account.level,
    created_at: call.state.createdAt,
    expires_at: null,
    membership_state: "active",
  };
}

async function listMembers(call: RestCall): Promise<RestAnswer> {
  const query = readText(call, "query")?.toLowerCase() ?? "";
  const members = [...call.state.accounts.values()].filter(
    ({ level, username, name }) =>
      level > LEVELS.none && (username.toLowerCase().includes(query) || name.toLowerCase().includes(query)),
  );
  return answerPage(call, members, (account) => describeMember(call, account));
}

function showMember(call: RestCall): RestAnswer {
  const account = [...call.state.accounts.values()].find(({ id }) => String(id) === call.params.user_id);
  if (!account || account.level === LEVELS.none) throw notFound();
  return { status: 200, body: describeMember(call, account) };
}

async function listProtected(call: RestCall): Promise<RestAnswer> {
  return answerPage(call, [...call.state.protections.keys()], (name) => showProtectedBranch(call, name));
}

const ACTIONS = { created: "pushed new", pushed: "pushed to", removed: "deleted" } as const;

/** Pushes alone: https://docs.gitlab.com/api/events/#list-all-visible-events-for-a-project. Newest first. */
async function listEvents(call: RestCall): Promise<RestAnswer> {
  const { state } = call;
  const isPushes = (readText(call, "action") ?? "pushed") === "pushed";
  const pushes = isPushes ? state.pushes.toReversed() : [];
  const shown = readText(call, "sort") === "asc" ? pushes.toReversed() : pushes;
  return answerPage(call, shown, (push) => describePush(call, push));
}

function describePush(call: RestCall, push: PushEvent) {
  const { id, author, action, kind, ref, before, after, at } = push;
  const account = call.state.accounts.get(author);
  return {
    id,
    project_id: call.state.projectId,
    action_name: ACTIONS[action],
    target_id: null,
    target_iid: null,
    target_type: null,
    author_id: account?.id,
    target_title: null,
    created_at: at,
    author: account && showAccount(call, account),
    imported: false,
    imported_from: "none",
    push_data: {
      commit_count: action === "pushed" ? 1 : 0,
      action,
      ref_type: kind,
      commit_from: before,
      commit_to: after,
      ref,
      commit_title: null,
      ref_count: null,
    },
    author_username: author,
  };
}

function showApprovalSettings({ state }: RestCall): RestAnswer {
  const { settings } = state;
  return {
    status: 200,
    body: {
      approvers: [],
      approver_groups: [],
      approvals_before_merge: settings.approvalsRequired,
      reset_approvals_on_push: settings.resetsApprovalsOnPush,
      selective_code_owner_removals: false,
      disable_overriding_approvers_per_merge_request: false,
      merge_requests_author_approval: settings.authorCanApprove,
      merge_requests_disable_committers_approval: !settings.committersCanApprove,
      require_password_to_approve: false,
    },
  };
}

async function listLabels(call: RestCall): Promise<RestAnswer> {
  const labels = [...call.state.labels.values()];
  return answerPage(call, labels, ({ id, name, color }) => ({ id, name, color, is_project_label: true }));
}

async function listMilestones(call: RestCall): Promise<RestAnswer> {
  const title = readText(call, "title");
  const state = readText(call, "state");
  const hasGroups = readFlag(call, "include_ancestors") || readFlag(call, "include_parent_milestones");
  const found = call.state.milestones
    .filter((milestone) => title === undefined || milestone.title === title)
    .filter(({ isOfGroup }) => hasGroups || !isOfGroup)
    .filter(({ isClosed }) => state === undefined || (state === "closed") === (isClosed ?? false));
  return answerPage(call, found, (milestone) => showMilestone(call, milestone));
}
