/** Signed deliveries of events to configured addresses: https://docs.github.com/en/webhooks */
import { createHmac, randomUUID } from "node:crypto";
import { loadDescription } from "#demo/stand-ins/github/openapi";
import { type Shapes, showLogin, showOrganization } from "#demo/stand-ins/github/rest/account-shape";
import { showLabel, showPull, showReview } from "#demo/stand-ins/github/rest/pull-shape";
import { repositoryPage, showRepository } from "#demo/stand-ins/github/rest/repository-shape";
import { NO_COMMIT } from "#demo/stand-ins/github/state/branches";
import { findAccountByEmail, getAccount } from "#demo/stand-ins/github/state/state";
import type { Activity, HostEvent } from "#demo/stand-ins/github/state/types";
import type { Commit, Signature } from "#demo/stand-ins/repository/commits";
import type { FileDifference } from "#demo/stand-ins/repository/differences";
import { createDeliveries } from "#demo/stand-ins/webhooks/deliveries";

export interface Webhook {
  url: string;
  /** Signs the body; without it the delivery has no signature. */
  secret?: string;
  events: readonly HostEvent["name"][];
}

/** What payloads are built from. */
interface Source extends Shapes {
  violations: string[];
}

export interface Webhooks {
  add(webhook: Webhook): void;
  /** Delivers an event in the background, in the order of the events. */
  deliver(event: HostEvent): void;
  /** Resolves when everything has been delivered. */
  settled(): Promise<void>;
}

export function createWebhooks(source: () => Source): Webhooks {
  const hooks: Webhook[] = [];
  const deliveries = createDeliveries((problem) => source().violations.push(problem));
  return {
    add: (webhook) => void hooks.push(webhook),
    deliver(event) {
      const targets = hooks.filter(({ events }) => events.includes(event.name));
      if (targets.length === 0) return;
      const build = describeEvent(source(), event).then((body) =>
        targets.map(({ url, secret }) => ({ url, headers: signDelivery(event.name, secret, body), body })),
      );
      deliveries.send(event.name, build);
    },
    settled: deliveries.settled,
  };
}

function signDelivery(name: string, secret: string | undefined, body: string): Record<string, string> {
  const headers = {
    "user-agent": "GitHub-Hookshot/stand-in",
    "x-github-event": name,
    "x-github-delivery": randomUUID(),
  };
  if (secret === undefined) return headers;
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { ...headers, "x-hub-signature-256": `sha256=${signature}` };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
async function describeEvent(shapes: Shapes, event: HostEvent): Promise<string> {
  const actor = event.name === "push" ? event.activity.actor : event.actor;
  const details =
    event.name === "push" ? await describePush(shapes, event.activity) : await describePull(shapes, event);
  const text = JSON.stringify({
    ...details,
    repository: showRepository(shapes),
    organization: showOrganization(shapes),
    sender: showLogin(shapes, actor),
  });
  const component = event.name === "push" ? "push" : `${event.name}-${event.action}`.replaceAll("_", "-");
  const problem = loadDescription().findPayloadProblem(`webhook-${component}`, JSON.parse(text));
  if (problem) throw new Error(`the payload does not match: ${problem}`);
  return text;
}

type PullEvent = Exclude<HostEvent, { name: "push" }>;

async function describePull(shapes: Shapes, event: PullEvent): Promise<Record<string, unknown>> {
  const { action, pull } = event;
  const pull_request = await showPull(shapes, pull);
  if (event.name === "pull_request_review") {
    const review = showReview(shapes, pull, event.review);
    // Webhooks have the state in lower case.
    return { action, review: { ...review, state: review.state.toLowerCase() }, pull_request };
  }
  const { before, label } = event;
  return {
    action,
    number: pull.number,
    pull_request,
    ...(before === undefined ? {} : { before, after: pull.headCommit }),
    ...(label === undefined ? {} : { label: showLabel(shapes, label) }),
    ...(action === "edited" ? { changes: {} } : {}),
  };
}

async function describePush(shapes: Shapes, activity: Activity): Promise<Record<string, unknown>> {
  const { before, after, ref, actor, kind } = activity;
  const { repository } = shapes.state;
  const isCreated = before === NO_COMMIT;
  const isDeleted = after === NO_COMMIT;
  const commits = isCreated || isDeleted ? [] : await repository.listAhead(before, after);
  const head = isDeleted ? undefined : await repository.findCommit(after);
  return {
    ref,
    before,
    after,
    created: isCreated,
    deleted: isDeleted,
    forced: kind === "force_push",
    base_ref: null,
    compare: `${repositoryPage(shapes)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: await Promise.all(commits.map((commit) => describeCommit(shapes, commit))),
    head_commit: head ? await describeCommit(shapes, head) : null,
    pusher: { name: actor, email: getAccount(shapes.state, actor).email },
  };
}

async function describeCommit(shapes: Shapes, { id, tree, parents, author, committer, message }: Commit) {
  const [parent] = parents;
  const files = parent ? await shapes.state.repository.listDifferences(parent, id) : [];
  const list = (...statuses: FileDifference["status"][]) =>
    files.flatMap(({ path, status }) => (statuses.includes(status) ? [path] : []));
  const sign = ({ name, email, date }: Signature) => ({
    name,
    email,
    date,
    username: findAccountByEmail(shapes.state, email)?.login,
  });
  return {
    id,
    tree_id: tree,
    distinct: true,
    message,
    timestamp: committer.date,
    url: `${repositoryPage(shapes)}/commit/${id}`,
    author: sign(author),
    committer: sign(committer),
    added: list("added"),
    removed: list("removed"),
    modified: list("modified", "renamed", "changed"),
  };
}
