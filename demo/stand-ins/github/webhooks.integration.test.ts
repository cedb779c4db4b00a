import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { AT, approve, commitFile, merge, openChange, signIn } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";
import { type Exchange, type RunningServer, startServer } from "#demo/stand-ins/http/server";

const SECRET = "a secret";
let received: Exchange[];
let receiver: RunningServer;
let standIn: GitHubStandIn;

beforeEach(async () => {
  received = [];
  const handle = async (exchange: Exchange) => {
    received.push(exchange);
    return { status: 204 };
  };
  receiver = await startServer(handle, 0, () => {});
  const events = ["pull_request", "pull_request_review", "push"] as const;
  standIn = await startStandIn({ webhooks: [{ url: `${receiver.url}/hook`, secret: SECRET, events }] });
}, 60_000);
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  await receiver.close();
  expect(violations).toEqual([]);
});

const payload = z.object({
  action: z.string().optional(),
  number: z.number().optional(),
  ref: z.string().optional(),
  repository: z.object({ full_name: z.literal("acme/requests") }),
  sender: z.object({ login: z.string() }),
});

it("delivers signed events in their order", async () => {
  const bo = signIn(standIn, "bo");
  const ana = signIn(standIn, "ana");
  const change = await openChange(ana, { branch: "one" });
  change.head = await commitFile(ana, { branch: "one", path: "b.yaml", content: "kind: B\n" });
  const pull = { ...AT, pull_number: change.number };
  await ana.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
    ...AT,
    issue_number: change.number,
    labels: ["vitrine"],
  });
  await ana.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", { ...pull, title: "Another" });
  await approve(bo, change);
  await merge(bo, change);
  await standIn.delivered();
  const events = received.map(({ headers, body }) => {
    const { action, ref, sender } = payload.parse(JSON.parse(body.toString()));
    return [headers["x-github-event"], action ?? ref, sender.login];
  });
  expect(events).toEqual([
    ["push", "refs/heads/one", "ana"],
    ["push", "refs/heads/one", "ana"],
    ["pull_request", "opened", "ana"],
    ["push", "refs/heads/one", "ana"],
    ["pull_request", "synchronize", "ana"],
    ["pull_request", "labeled", "ana"],
    ["pull_request", "edited", "ana"],
    ["pull_request_review", "submitted", "bo"],
    ["pull_request", "closed", "bo"],
    ["push", "refs/heads/main", "bo"],
  ]);
  for (const { headers, body } of received) {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    expect(headers["x-hub-signature-256"]).toBe(signature);
  }
}, 60_000);

it("goes on when the receiver is unreachable", async () => {
  await receiver.close();
  await openChange(signIn(standIn, "ana"), { branch: "one" });
  await standIn.delivered();
  receiver = await startServer(
    async () => ({ status: 204 }),
    0,
    () => {},
  );
});
