/** Accounts, teams and the organization, as the REST API shows them. */
import { type Links, nodeId } from "#demo/stand-ins/github/rest/links";
import { getAccount } from "#demo/stand-ins/github/state/state";
import type { Account, State } from "#demo/stand-ins/github/state/types";

export interface Shapes {
  state: State;
  links: Links;
}

/** https://docs.github.com/en/rest/users/users */
export function showAccount({ links }: Shapes, { id, login, type }: Account) {
  const url = `${links.api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${links.web}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${links.web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

export function showLogin(shapes: Shapes, login: string) {
  return showAccount(shapes, getAccount(shapes.state, login));
}

/** The signed-in account itself. */
export function showViewer(shapes: Shapes, account: Account) {
  const { createdAt } = shapes.state;
  return {
    ...showAccount(shapes, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: createdAt,
    updated_at: createdAt,
    user_view_type: "public",
  };
}

export function showOrganization({ state, links }: Shapes) {
  const { login, id } = state.organization;
  const url = `${links.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("Organization", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.web}/avatars/${id}`,
    description: null,
  };
}

/** https://docs.github.com/en/rest/teams/teams#list-teams-for-the-authenticated-user */
export function showTeams(shapes: Shapes, account: Account) {
  return account.teams.map((slug) => showTeam(shapes, slug));
}

/** A team of the organization with its members. */
export function showTeam(shapes: Shapes, slug: string) {
  const { state, links } = shapes;
  const accounts = [...state.accounts.values()];
  const slugs = [...new Set(accounts.flatMap(({ teams }) => teams))].sort();
  const id = slugs.indexOf(slug) + 1;
  const url = `${links.api}/organizations/${state.organization.id}/team/${id}`;
  return {
    id,
    node_id: nodeId("Team", id),
    url,
    html_url: `${links.web}/orgs/${state.organization.login}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    permission: "pull",
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    parent: null,
    members_count: accounts.filter(({ teams }) => teams.includes(slug)).length,
    repos_count: 1,
    created_at: state.createdAt,
    updated_at: state.createdAt,
    organization: {
      ...showOrganization(shapes),
      name: state.organization.login,
      html_url: `${links.web}/${state.organization.login}`,
      type: "Organization",
      has_organization_projects: false,
      has_repository_projects: false,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: state.createdAt,
      updated_at: state.createdAt,
      archived_at: null,
    },
  };
}
