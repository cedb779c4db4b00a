/** People, groups and the project, as the REST API shows them. */
import type { Shapes } from "#demo/stand-ins/gitlab/rest/call";
import { getAccount, getProjectPath } from "#demo/stand-ins/gitlab/state/state";
import { type Account, LEVELS, type State } from "#demo/stand-ins/gitlab/state/types";

/** The address of the project's page. */
export function getProjectPage({ url, state }: Shapes): string {
  return `${url}/${getProjectPath(state)}`;
}

export function getMergeRequestPage(shapes: Shapes, iid: number): string {
  return `${getProjectPage(shapes)}/-/merge_requests/${iid}`;
}

export function showAccount({ url }: Shapes, { id, username, name }: Account) {
  return {
    id,
    username,
    public_email: "",
    name,
    state: "active",
    locked: false,
    avatar_url: null,
    web_url: `${url}/${username}`,
  };
}

export function showUser(shapes: Shapes, username: string) {
  return showAccount(shapes, getAccount(shapes.state, username));
}

/** https://docs.gitlab.com/api/users/#retrieve-the-current-user */
export function showCurrentUser(shapes: Shapes, account: Account) {
  return {
    ...showAccount(shapes, account),
    created_at: shapes.state.createdAt,
    bot: account.isBot,
    email: account.email,
    commit_email: account.email,
    confirmed_at: shapes.state.createdAt,
    external: false,
    can_create_group: false,
    can_create_project: false,
    two_factor_enabled: false,
  };
}

/** https://docs.gitlab.com/api/groups/#list-groups */
export function showGroup({ url, state }: Shapes, path: string, index: number) {
  return {
    id: path === state.group ? state.groupId : state.groupId + 1000 + index,
    web_url: `${url}/groups/${path}`,
    name: path.split("/").at(-1) ?? path,
    path: path.split("/").at(-1) ?? path,
    description: "",
    visibility: "private",
    avatar_url: null,
    full_name: path.split("/").join(" / "),
    full_path: path,
    created_at: state.createdAt,
    parent_id: null,
  };
}

function describeNamespace({ url, state }: Shapes) {
  const path = state.group.split("/").at(-1) ?? state.group;
  return {
    id: state.groupId,
    name: path,
    path,
    kind: "group",
    full_path: state.group,
    parent_id: null,
    avatar_url: null,
    web_url: `${url}/groups/${state.group}`,
  };
}

/** https://docs.gitlab.com/api/projects/#retrieve-a-project. A person without a role sees less. */
export function showProject(shapes: Shapes, viewer: Account | undefined, isEmpty: boolean) {
  const { state, url } = shapes;
  const { settings, projectId, name, createdAt } = state;
  const page = getProjectPage(shapes);
  const api = `${url}/api/v4/projects/${projectId}`;
  const namespace = describeNamespace(shapes);
  const level = viewer?.level ?? LEVELS.none;
  return {
    id: projectId,
    description: null,
    name,
    name_with_namespace: `${namespace.name} / ${name}`,
    path: name,
    path_with_namespace: getProjectPath(state),
    created_at: createdAt,
    default_branch: isEmpty ? null : settings.defaultBranch,
    topics: [],
    ssh_url_to_repo: `git@${new URL(url).host}:${getProjectPath(state)}.git`,
    http_url_to_repo: `${page}.git`,
    web_url: page,
    readme_url: null,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: state.pushes.at(-1)?.at ?? createdAt,
    visibility: settings.visibility,
    namespace,
    _links: {
      self: api,
      merge_requests: `${api}/merge_requests`,
      repo_branches: `${api}/repository/branches`,
      labels: `${api}/labels`,
      events: `${api}/events`,
      members: `${api}/members`,
    },
    empty_repo: isEmpty,
    archived: settings.isArchived,
    repository_object_format: "sha1",
    merge_requests_enabled: true,
    can_create_merge_request_in: level >= LEVELS.developer && !settings.isArchived,
    only_allow_merge_if_pipeline_succeeds: settings.pipelineMustSucceed,
    allow_merge_on_skipped_pipeline: false,
    only_allow_merge_if_all_discussions_are_resolved: settings.discussionsMustBeResolved,
    remove_source_branch_after_merge: settings.removesSourceBranch,
    merge_method: settings.mergeMethod,
    squash_option: settings.squashOption,
    approvals_before_merge: settings.approvalsRequired,
    permissions: {
      project_access: level > LEVELS.none ? { access_level: level, notification_level: 3 } : null,
      group_access: null,
    },
  };
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  0: "No one",
  30: "Developers + Maintainers",
  40: "Maintainers",
};

/** https://docs.gitlab.com/api/protected_branches/ */
export function showProtectedBranch({ state }: { state: State }, name: string) {
  const protection = state.protections.get(name);
  const show = (grants: NonNullable<typeof protection>["push"]) =>
    grants.map((grant, index) => ({
      id: index + 1,
      access_level: "level" in grant ? grant.level : LEVELS.maintainer,
      access_level_description:
        "level" in grant ? (LEVEL_NAMES[grant.level] ?? "") : getAccount(state, grant.username).name,
      user_id: "username" in grant ? getAccount(state, grant.username).id : null,
      group_id: null,
    }));
  return {
    id: [...state.protections.keys()].indexOf(name) + 1,
    name,
    push_access_levels: show(protection?.push ?? []),
    merge_access_levels: show(protection?.merge ?? []),
    unprotect_access_levels: [],
    allow_force_push: protection?.allowsForcePush ?? false,
    code_owner_approval_required: protection?.codeOwners ?? false,
    inherited: false,
  };
}
