import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { callAs } from "#demo/stand-ins/gitlab/testing/client";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

let standIn: GitLabStandIn;

beforeEach(async () => {
  standIn = await startStandIn();
}, 60_000);
afterEach(() => standIn.close());

async function query(text: string) {
  const response = await fetch(`${standIn.url}/api/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${standIn.tokens.ana}`, "content-type": "application/json" },
    body: JSON.stringify({ query: text }),
  });
  return response.json();
}

describe("the stand-in records", () => {
  it.each([
    ["an operation that it does not have", "GET", "issues", undefined, 404],
    ["a parameter that GitLab does not have", "GET", "repository/branches?prefix=a", undefined, 400],
    ["a body without a required field", "POST", "repository/branches", { branch: "a" }, 400],
    ["a field that GitLab does not have", "POST", "merge_requests", { tilte: "a" }, 400],
  ])("%s", async (_what, method, path, input, status) => {
    expect((await callAs(standIn, "ana")(method, path, input)).status).toBe(status);
    expect(standIn.violations()).toHaveLength(1);
  });

  it("a field of GraphQL that GitLab does not have", async () => {
    expect(await query('{ project(fullPath: "a") { stars } }')).toHaveProperty("errors");
    expect(standIn.violations()).toEqual([expect.stringContaining('Cannot query field "stars"')]);
  });

  it("https://docs.gitlab.com/api/graphql/#max-query-complexity: a query that costs too much", async () => {
    const user = "nodes { author { id name username webUrl publicEmail } }";
    const lists = Array.from({ length: 25 }, (_, index) => `l${index}: mergeRequests { ${user} }`);
    const text = `{ project(fullPath: "acme/platform/requests") { ${lists.join(" ")} } }`;
    expect(await query(text)).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(
            /^Query has complexity of \d+, which exceeds max complexity of 250$/,
          ),
        },
      ],
    });
  });

  it("nothing for a call that GitLab knows", async () => {
    const { data } = (await query("{ currentUser { username } }")) as { data: unknown };
    expect([data, standIn.violations()]).toEqual([{ currentUser: { username: "ana" } }, []]);
  });
});
