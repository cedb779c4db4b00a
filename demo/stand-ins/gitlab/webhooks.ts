/** Deliveries of events to configured addresses: https://docs.gitlab.com/user/project/integrations/webhooks/ */
import { createHmac, randomUUID } from "node:crypto";
import type { Shapes } from "#demo/stand-ins/gitlab/rest/call";
import { getMergeRequestPage, getProjectPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { getAccount, getProjectPath, getVersion, isDraft } from "#demo/stand-ins/gitlab/state/state";
import type { HostEvent, MergeRequest, Note, PushEvent, State } from "#demo/stand-ins/gitlab/state/types";
import { createDeliveries } from "#demo/stand-ins/webhooks/deliveries";

export interface Webhook {
  url: string;
  /** Sent as it is, in `x-gitlab-token`. */
  token?: string;
  /** Signs each delivery: `whsec_` and a key in base64. */
  signingToken?: string;
  events: readonly HostEvent["name"][];
}

export interface Webhooks {
  /** Delivers an event in the background, in the order of the events. */
  deliver(event: HostEvent): void;
  /** Resolves when everything has been delivered. */
  settled(): Promise<void>;
}

export function createWebhooks(
  hooks: readonly Webhook[],
  source: () => Shapes & { violations: string[] },
): Webhooks {
  const deliveries = createDeliveries((problem) => source().violations.push(problem));
  return {
    deliver(event) {
      const targets = hooks.filter(({ events }) => events.includes(event.name));
      if (targets.length === 0) return;
      const build = describeEvent(source(), event).then(({ name, payload }) => {
        const body = JSON.stringify(payload);
        return targets.map((hook) => ({
          url: hook.url,
          headers: signDelivery(hook, source(), name, body),
          body,
        }));
      });
      deliveries.send(event.name, build);
    },
    settled: deliveries.settled,
  };
}

/**
 * The newer signature is that of https://www.standardwebhooks.com: id, time and body, with the key behind `whsec_`.
 * https://docs.gitlab.com/user/project/integrations/webhooks/#signing-token
 */
function signDelivery(
  { token, signingToken }: Webhook,
  { url, state }: Shapes,
  name: string,
  body: string,
): Record<string, string> {
  const id = randomUUID();
  const seconds = String(Math.floor(Date.parse(state.now()) / 1000));
  const key = Buffer.from(signingToken?.replace(/^whsec_/, "") ?? "", "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "user-agent": "GitLab/18.11.0-ee",
    "x-gitlab-event": name,
    "x-gitlab-instance": url,
    "x-gitlab-event-uuid": randomUUID(),
    "x-gitlab-webhook-uuid": id,
    ...(token === undefined ? {} : { "x-gitlab-token": token }),
    ...(signingToken === undefined
      ? {}
      : { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` }),
  };
}

/** https://docs.gitlab.com/user/project/integrations/webhook_events/ */
async function describeEvent(shapes: Shapes, event: HostEvent): Promise<{ name: string; payload: unknown }> {
  const { state } = shapes;
  if (event.name === "push") return describePush(shapes, event.push);
  const { mergeRequest } = event;
  const project = describeProject(shapes);
  const shared = { project, repository: { name: state.name, homepage: getProjectPage(shapes) } };
  if (event.name === "note") {
    const payload = {
      object_kind: "note",
      event_type: "note",
      user: describeUser(state, event.note.author),
      project_id: state.projectId,
      ...shared,
      object_attributes: describeNote(shapes, mergeRequest, event.note),
      merge_request: describeMergeRequest(shapes, mergeRequest),
    };
    return { name: "Note Hook", payload };
  }
  const { action, before } = event;
  const payload = {
    object_kind: "merge_request",
    event_type: "merge_request",
    user: describeUser(state, event.actor),
    ...shared,
    object_attributes: {
      ...describeMergeRequest(shapes, mergeRequest),
      action,
      ...(before === undefined ? {} : { oldrev: before }),
    },
    labels: mergeRequest.labels.map((title) => ({ id: state.labels.get(title)?.id, title })),
    changes: {},
    reviewers: mergeRequest.reviewers.map(({ username, state: review }) => ({
      ...describeUser(state, username),
      state: review,
    })),
  };
  return { name: "Merge Request Hook", payload };
}

function describeUser(state: State, username: string) {
  const { id, name, email } = getAccount(state, username);
  return { id, name, username, avatar_url: null, email };
}

function describeProject(shapes: Shapes) {
  const { state, url } = shapes;
  const page = getProjectPage(shapes);
  return {
    id: state.projectId,
    name: state.name,
    description: null,
    web_url: page,
    git_http_url: `${page}.git`,
    git_ssh_url: `git@${new URL(url).host}:${getProjectPath(state)}.git`,
    namespace: state.group,
    visibility_level: state.settings.visibility === "private" ? 0 : 20,
    path_with_namespace: getProjectPath(state),
    default_branch: state.settings.defaultBranch,
  };
}

function describeMergeRequest(shapes: Shapes, mergeRequest: MergeRequest) {
  const { state } = shapes;
  const { id, iid, title, description, merged, author, sourceBranch, targetBranch } = mergeRequest;
  return {
    id,
    iid,
    title,
    description,
    state: mergeRequest.state,
    draft: isDraft(mergeRequest),
    author_id: getAccount(state, author).id,
    source_branch: sourceBranch,
    target_branch: targetBranch,
    source_project_id: state.projectId,
    target_project_id: state.projectId,
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    last_commit: { id: getVersion(mergeRequest).head },
    merge_commit_sha: merged?.commit ?? null,
    url: getMergeRequestPage(shapes, iid),
  };
}

function describeNote(shapes: Shapes, { id, iid }: MergeRequest, { id: note, body, author, at }: Note) {
  return {
    id: note,
    note: body,
    noteable_type: "MergeRequest",
    noteable_id: id,
    author_id: getAccount(shapes.state, author).id,
    project_id: shapes.state.projectId,
    created_at: at,
    updated_at: at,
    system: false,
    action: "create",
    url: `${getMergeRequestPage(shapes, iid)}#note_${note}`,
  };
}

/** At most 20 commits, as GitLab sends them. */
async function describePush(shapes: Shapes, push: PushEvent): Promise<{ name: string; payload: unknown }> {
  const { state } = shapes;
  const { before, after, kind, ref, author } = push;
  const none = "0".repeat(40);
  const commits = before && after ? await state.repository.listAhead(before, after) : [];
  const user = describeUser(state, author);
  const payload = {
    object_kind: kind === "tag" ? "tag_push" : "push",
    event_name: kind === "tag" ? "tag_push" : "push",
    before: before ?? none,
    after: after ?? none,
    ref: `refs/${kind === "tag" ? "tags" : "heads"}/${ref}`,
    checkout_sha: after,
    user_id: user.id,
    user_name: user.name,
    user_username: user.username,
    user_email: user.email,
    project_id: state.projectId,
    project: describeProject(shapes),
    commits: commits.slice(-20).map(({ id, message, author: { name, email }, committer }) => ({
      id,
      message,
      title: message.split("\n")[0] ?? "",
      timestamp: committer.date,
      url: `${getProjectPage(shapes)}/-/commit/${id}`,
      author: { name, email },
    })),
    total_commits_count: commits.length,
  };
  return { name: kind === "tag" ? "Tag Push Hook" : "Push Hook", payload };
}
