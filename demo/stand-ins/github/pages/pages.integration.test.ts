import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { openChange, signIn } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

const REPOSITORY = "/acme/requests";
let standIn: GitHubStandIn;

beforeAll(async () => {
  standIn = await startStandIn({ files: { "README.md": "# Requests\n", "a.yaml": "<script>\n" } });
  standIn.state.protections.set("main", { reviews: { count: 1 } });
  const content = '<img src="x">\n';
  await openChange(signIn(standIn, "ana"), { branch: "one", path: "<b>.yaml", content });
}, 60_000);
afterAll(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const cookies = new Map<string, string>();

async function open(path: string, login?: string) {
  const cookie = login === undefined ? "" : (cookies.get(login) ?? (await pick(login)));
  const response = await fetch(standIn.url + path, { headers: { cookie }, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function pick(login: string): Promise<string> {
  const { headers } = await send("/login", { login }, "");
  const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
  cookies.set(login, cookie);
  return cookie;
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
  send(REPOSITORY + path, fields, cookies.get(login) ?? (await pick(login)));

describe("every page", () => {
  it.each([
    ["the sign-in", "/login"],
    ["the repository", REPOSITORY],
    ["a file", `${REPOSITORY}/blob/main/a.yaml`],
    ["the editor", `${REPOSITORY}/edit/main/a.yaml`],
    ["the pull requests", `${REPOSITORY}/pulls`],
    ["a pull request", `${REPOSITORY}/pull/1`],
    ["an unknown page", "/acme/requests/settings/everything"],
  ])("says that it is a stand-in, has no script, and escapes its texts: %s", async (_what, path) => {
    const { headers, text } = await open(path, "bo");
    expect(text).toContain("Stand-in for GitHub. This is not GitHub.");
    expect(text).not.toMatch(/<script|<img|<b>/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    const labels = [...text.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id);
    const fields = [...text.matchAll(/<(?:input|select|textarea) id="([^"]+)"/g)].map(([, id]) => id);
    expect(labels).toEqual(fields);
  });

  it("leads a person who is not signed in to the sign-in, and back", async () => {
    const { status, headers } = await open(`${REPOSITORY}/pull/1`);
    expect([status, headers.get("location")]).toEqual([
      303,
      "/login?return_to=%2Facme%2Frequests%2Fpull%2F1",
    ]);
    const back = await send("/login", { login: "bo", return_to: `${REPOSITORY}/pull/1` }, "");
    expect(back.headers.get("location")).toBe(`${REPOSITORY}/pull/1`);
    const elsewhere = await send("/login", { login: "bo", return_to: "//evil.test" }, "");
    expect(elsewhere.headers.get("location")).toBe(REPOSITORY);
  });

  it("hides the repository from a person without access", async () => {
    expect((await open(REPOSITORY, "eve")).status).toBe(404);
  });

  it("refuses a form of another site", async () => {
    const cookie = cookies.get("bo") ?? (await pick("bo"));
    const { status } = await send(`${REPOSITORY}/pull/1/state`, { state: "closed" }, cookie, "cross-site");
    expect([status, standIn.state.pulls.get(1)?.state]).toEqual([403, "open"]);
  });
});

describe("the forms", () => {
  it("follow the same rules as the API", async () => {
    const { headCommit: commit = "" } = standIn.state.pulls.get(1) ?? {};
    const own = await sendAs("ana", "/pull/1/review", { verdict: "approve", commit });
    expect([own.status, own.text]).toEqual([422, expect.stringContaining("approve your own pull request")]);
    const early = await sendAs("bo", "/pull/1/merge", { method: "merge", commit });
    expect([early.status, early.text]).toEqual([405, expect.stringContaining("At least 1 approving review")]);
  });

  it("edit a file by hand, on a branch of its own or on the one of a pull request", async () => {
    const tip = await standIn.state.repository.findTip("main");
    const edit = { expected: tip ?? "", content: "kind: Edited\r\n", message: "Edit a" };
    const refused = await sendAs("bo", "/edit/main/a.yaml", { ...edit, branch: "main" });
    expect(refused.text).toContain("Changes must be made through a pull request.");
    const saved = await sendAs("bo", "/edit/main/a.yaml", { ...edit, branch: "bo/patch" });
    expect(saved.headers.get("location")).toBe(`${REPOSITORY}/blob/bo/patch/a.yaml`);
    const [blob] = await standIn.state.repository.git.readObjects(["refs/heads/bo/patch:a.yaml"]);
    expect(blob?.content.toString()).toBe("kind: Edited\n");
    const opened = await sendAs("bo", "/pulls", { head: "bo/patch", title: "Edit" });
    expect(opened.headers.get("location")).toBe(`${REPOSITORY}/pull/2`);
  });

  it("approve and merge what the page shows", async () => {
    const { headCommit: commit = "" } = standIn.state.pulls.get(1) ?? {};
    await sendAs("bo", "/pull/1/review", { verdict: "approve", commit, body: "Good" });
    const { headers } = await sendAs("bo", "/pull/1/merge", { method: "squash", commit });
    expect(headers.get("location")).toBe(`${REPOSITORY}/pull/1`);
    expect(standIn.state.pulls.get(1)).toMatchObject({ merged: { by: "bo" }, reviews: [{ body: "Good" }] });
    expect((await open(`${REPOSITORY}/pulls?state=closed`, "bo")).text).toContain("merged");
  });
});
