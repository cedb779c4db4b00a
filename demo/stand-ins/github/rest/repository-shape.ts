/** The repository, as the REST API shows it: https://docs.github.com/en/rest/repos/repos */
import { type Shapes, showAccount } from "#demo/stand-ins/github/rest/account-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { includesRole } from "#demo/stand-ins/github/state/state";
import type { Account, State } from "#demo/stand-ins/github/state/types";

/** The address of the repository in the API. */
export function repositoryUrl({ state, links }: Shapes): string {
  return `${links.api}/repos/${state.organization.login}/${state.name}`;
}

/** The address of its page. */
export function repositoryPage({ state, links }: Shapes): string {
  return `${links.web}/${state.organization.login}/${state.name}`;
}

/** Ids of the organization and the repository differ, because one counter gives both. */
export const repositoryId = ({ organization }: State) => organization.id + 500_000;

/** Names of templates in answers, and their paths below the address of the repository. */
const TEMPLATES = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
} as const;

/** Inside of other answers. */
export function showRepository(shapes: Shapes) {
  const { state } = shapes;
  const { settings, organization, name, pulls, createdAt } = state;
  const url = repositoryUrl(shapes);
  const page = repositoryPage(shapes);
  const open = [...pulls.values()].filter((pull) => pull.state === "open").length;
  const pushedAt = state.activities.at(-1)?.at ?? createdAt;
  return {
    id: repositoryId(state),
    node_id: nodeId("Repository", repositoryId(state)),
    name,
    full_name: `${organization.login}/${name}`,
    private: settings.isPrivate,
    owner: showAccount(shapes, organization),
    html_url: page,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([key, path]) => [key, url + path])),
    created_at: createdAt,
    updated_at: pushedAt,
    pushed_at: pushedAt,
    git_url: `${page.replace(/^http/, "git")}.git`,
    ssh_url: `git@${new URL(page).host}:${organization.login}/${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: settings.isArchived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: settings.isPrivate ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: settings.defaultBranch,
  };
}

/** The answer about the repository itself, with what the account may do there. */
export function showFullRepository(shapes: Shapes, viewer: Account | undefined) {
  const { settings } = shapes.state;
  const role = viewer?.role ?? "read";
  const administration = includesRole(role, "admin")
    ? {
        allow_merge_commit: settings.mergeMethods.includes("merge"),
        allow_squash_merge: settings.mergeMethods.includes("squash"),
        allow_rebase_merge: settings.mergeMethods.includes("rebase"),
        allow_auto_merge: false,
        delete_branch_on_merge: settings.deleteBranchOnMerge,
      }
    : {};
  return {
    ...showRepository(shapes),
    ...administration,
    permissions: {
      admin: includesRole(role, "admin"),
      maintain: includesRole(role, "maintain"),
      push: includesRole(role, "write"),
      triage: includesRole(role, "triage"),
      pull: includesRole(role, "read"),
    },
    organization: showAccount(shapes, shapes.state.organization),
    network_count: 0,
    subscribers_count: 0,
  };
}
