import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { getVersion } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { openChange } from "#demo/stand-ins/gitlab/testing/client";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

const PROJECT = "/acme/platform/requests";
const LIST = `${PROJECT}/-/merge_requests`;
let standIn: GitLabStandIn;

beforeAll(async () => {
  standIn = await startStandIn({
    files: { "README.md": "# Requests\n", "a.yaml": "<script>\n" },
    settings: { approvalsRequired: 1 },
  });
  const maintainers = [{ level: LEVELS.maintainer }];
  standIn.state.protections.set("main", { push: maintainers, merge: [{ username: "bo" }] });
  const content = '<img src="x">\n';
  await openChange(standIn, "ana", { branch: "one", path: "<b>.yaml", content });
}, 60_000);
afterAll(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const cookies = new Map<string, string>();

async function signIn(login: string): Promise<string> {
  const known = cookies.get(login);
  if (known !== undefined) return known;
  const { headers } = await send("/users/sign_in", { login }, "");
  const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
  cookies.set(login, cookie);
  return cookie;
}

async function open(path: string, login?: string) {
  const cookie = login === undefined ? "" : await signIn(login);
  const response = await fetch(standIn.url + path, { headers: { cookie }, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function send(path: string, fields: Record<string, string>, cookie: string, site = "same-origin") {
  const response = await fetch(standIn.url + path, {
    method: "POST",
    headers: { cookie, "sec-fetch-site": site },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const sendAs = async (login: string, path: string, fields: Record<string, string>) =>
  send(path, fields, await signIn(login));

function readHead(): string {
  const found = standIn.state.mergeRequests.get(1);
  return found ? getVersion(found).head : "";
}

describe("every page", () => {
  it.each([
    ["the sign-in", "/users/sign_in"],
    ["the project", PROJECT],
    ["a file", `${PROJECT}/-/blob/main/a.yaml`],
    ["the editor", `${PROJECT}/-/edit/main/a.yaml`],
    ["the merge requests", LIST],
    ["a merge request", `${LIST}/1`],
    ["an unknown page", `${PROJECT}/-/settings`],
  ])("says that it is a stand-in, has no script, and escapes its texts: %s", async (_what, path) => {
    const { headers, text } = await open(path, "bo");
    expect(text).toContain("Stand-in for GitLab. This is not GitLab.");
    expect(text).not.toMatch(/<script|<img|<b>/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    const labels = [...text.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id);
    const fields = [...text.matchAll(/<(?:input|select|textarea) id="([^"]+)"/g)].map(([, id]) => id);
    expect(labels).toEqual(fields);
  });

  it("leads a person who is not signed in to the sign-in, and back to the stand-in alone", async () => {
    const { status, headers } = await open(`${LIST}/1`);
    const back = encodeURIComponent(`${LIST}/1`);
    expect([status, headers.get("location")]).toEqual([303, `/users/sign_in?return_to=${back}`]);
    const elsewhere = await send("/users/sign_in", { login: "bo", return_to: "//evil.test" }, "");
    expect(elsewhere.headers.get("location")).toBe(PROJECT);
  });

  it("hides the project from a person without access", async () => {
    expect((await open(PROJECT, "eve")).status).toBe(404);
  });

  it("refuses a form of another site", async () => {
    const { status } = await send(`${LIST}/1/state`, { event: "close" }, await signIn("bo"), "cross-site");
    expect([status, standIn.state.mergeRequests.get(1)?.state]).toEqual([403, "opened"]);
  });
});

describe("the forms", () => {
  it("follow the same rules as the API", async () => {
    const own = await sendAs("ana", `${LIST}/1/review`, { verdict: "approve", sha: readHead() });
    expect(own.status).toBe(401);
    const early = await sendAs("bo", `${LIST}/1/merge`, { sha: readHead() });
    expect(early.status).toBe(405);
    expect((await open(`${LIST}/1`, "bo")).text).toContain("All required approvals must be given.");
  });

  it("edit a file by hand, on a branch of its own that becomes a merge request", async () => {
    const tip = (await standIn.state.repository.findTip("main")) ?? "";
    const edit = { expected: tip, content: "kind: Edited\r\n", message: "Edit a" };
    const path = `${PROJECT}/-/edit/main/a.yaml`;
    expect((await sendAs("bo", path, { ...edit, branch: "main" })).status).toBe(403);
    const saved = await sendAs("bo", path, { ...edit, branch: "bo/patch" });
    expect(saved.headers.get("location")).toBe(`${PROJECT}/-/blob/bo/patch/a.yaml`);
    const [blob] = await standIn.state.repository.git.readObjects(["refs/heads/bo/patch:a.yaml"]);
    expect(blob?.content.toString()).toBe("kind: Edited\n");
    const opened = await sendAs("bo", LIST, { branch: "bo/patch", title: "Edit" });
    expect(opened.headers.get("location")).toBe(`${LIST}/2`);
  });

  it("request changes, approve and merge what the page shows", async () => {
    const sha = readHead();
    await sendAs("bo", `${LIST}/1/review`, { verdict: "changes", body: "Which one?" });
    expect((await open(`${LIST}/1`, "bo")).text).toContain("A reviewer requested changes.");
    await sendAs("bo", `${LIST}/1/review`, { verdict: "approve", sha });
    await sendAs("bo", `${LIST}/1/merge`, { sha, remove: "yes" });
    expect(standIn.state.mergeRequests.get(1)).toMatchObject({ state: "merged", merged: { by: "bo" } });
    expect(await standIn.state.repository.findTip("one")).toBeUndefined();
    expect((await open(`${LIST}?state=closed`, "bo")).text).toContain("merged");
  });
});
