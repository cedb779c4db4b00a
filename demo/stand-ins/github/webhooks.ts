/** Signed deliveries of events to configured addresses: https://docs.github.com/en/webhooks */
import { createHmac, randomUUID } from "node:crypto";
import type { Host } from "#demo/stand-ins/github/host";
import { showLogin, showOrganization } from "#demo/stand-ins/github/rest/account-shape";
import { showCommit } from "#demo/stand-ins/github/rest/commit-shape";
import { showPull, showReview } from "#demo/stand-ins/github/rest/pull-shape";
import { repositoryPage, showRepository } from "#demo/stand-ins/github/rest/repository-shape";
import { NO_COMMIT } from "#demo/stand-ins/github/state/branches";
import type { HostEvent } from "#demo/stand-ins/github/state/types";

export interface Webhook {
  url: string;
  /** Signs the body; without it the delivery has no signature. */
  secret?: string;
  events: readonly HostEvent["name"][];
}

export interface Webhooks {
  add(webhook: Webhook): void;
  /** Delivers an event in the background, in the order of the events. */
  deliver(event: HostEvent): void;
  /** Resolves when everything has been delivered. */
  settled(): Promise<void>;
}

/** GitHub waits 10 s for an answer and does not repeat a delivery. */
const TIMEOUT = 10_000;

export function createWebhooks(host: () => Host): Webhooks {
  const hooks: Webhook[] = [];
  let queue: Promise<void> = Promise.resolve();
  return {
    add: (webhook) => void hooks.push(webhook),
    deliver(event) {
      const targets = hooks.filter(({ events }) => events.includes(event.name));
      if (targets.length === 0) return;
      // Described now, as the state can change before the delivery.
      const body = describeEvent(host(), event).then((payload) => JSON.stringify(payload));
      const send = async () => {
        const text = await body;
        await Promise.all(targets.map((hook) => deliverTo(hook, event.name, text)));
      };
      queue = queue.then(send).catch((error: unknown) => {
        host().violations.push(`Webhook ${event.name}: ${error}`);
      });
    },
    settled: () => queue,
  };
}

async function deliverTo({ url, secret }: Webhook, name: string, body: string): Promise<void> {
  const signature: Record<string, string> = {};
  if (secret !== undefined)
    signature["x-hub-signature-256"] = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const request = fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/stand-in",
      "x-github-event": name,
      "x-github-delivery": randomUUID(),
      ...signature,
    },
    body,
    signal: AbortSignal.timeout(TIMEOUT),
  });
  // A receiver that fails loses the delivery, as with GitHub.
  await request.then((response) => response.body?.cancel()).catch(() => {});
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
async function describeEvent(host: Host, event: HostEvent): Promise<Record<string, unknown>> {
  const actor = event.name === "push" ? event.activity.actor : event.actor;
  const common = {
    repository: showRepository(host),
    organization: showOrganization(host),
    sender: showLogin(host, actor),
  };
  if (event.name === "push") return { ...(await describePush(host, event)), ...common };
  const pull = await showPull(host, event.pull);
  if (event.name === "pull_request")
    return { action: event.action, number: event.pull.number, pull_request: pull, ...common };
  const review = showReview(host, event.pull, event.review);
  return {
    action: event.action,
    // Webhooks have the state in lower case.
    review: { ...review, state: review.state.toLowerCase() },
    pull_request: pull,
    ...common,
  };
}

async function describePush(host: Host, { activity }: Extract<HostEvent, { name: "push" }>) {
  const { before, after, ref, actor } = activity;
  const { repository } = host.state;
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
    forced: activity.kind === "force_push",
    base_ref: null,
    compare: `${repositoryPage(host)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: commits.map((commit) => showCommit(host, commit).commit),
    head_commit: head ? showCommit(host, head).commit : null,
    pusher: { name: actor },
  };
}
