import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { findTemplateProblem, renderBranch, renderLine, renderText } from "#lib/request/submit/text-template";

const variables = {
  cluster: "prod",
  namespace: "team-a",
  group: "demo.example",
  version: "v1",
  kind: "postgresql",
  plural: "postgresqls",
  name: "orders-db",
  entry: "promise.prod.postgresql",
  owner: "data",
  action: "create",
  author: "Ana",
  id: "0a1b2c3d",
  offer: "PostgreSQL",
  title: "Create PostgreSQL orders-db in team-a",
  body: "Ana requests PostgreSQL.\n\n- Size: small",
};

const ATTACK = 'Ana\n\nVitrine-Author: {"id":"bo","name":"Bo"}';

describe("templates of texts", () => {
  const bad: [kind: Parameters<typeof findTemplateProblem>[0], template: string, reason: string][] = [
    ["title", "{colour} {name}", "{colour} is not a variable here"],
    ["title", "{body}", "{body} is not a variable here"],
    ["branch", "{title}", "{title} is not a variable here"],
    ["title", "{name", "a brace is not closed"],
    ["body", "  ", "it is empty"],
    ["title", "Add\n{name}", "control or invisible"],
    ["body", "a\u202eb", "control or invisible"],
    ["body", "{body}\n vitrine-author: bo", "only the portal writes"],
    ["message", "{title}\n\nVitrine-{name}: x", "only the portal writes"],
    ["branch", "../{name}", "not the name of a branch"],
    ["branch", "/{name}", "not the name of a branch"],
    ["branch", "a b/{name}", "use letters"],
    ["branch", "x.lock/{name}", "not the name of a branch"],
  ];
  it.each(bad)("of a %s refuse %j: %s", (kind, template, reason) => {
    expect(findTemplateProblem(kind, template)).toContain(reason);
  });

  it.each([
    ["title", "{action} {offer} {name} in {namespace} [{id}]"],
    ["label", "team/{namespace}"],
    ["body", "{body}\n\nSee https://docs.example.com."],
    ["message", "feat({plural}): {action} {name}\n\n{body}"],
    ["branch", "{author}/{cluster}/{name}"],
  ] as const)("of a %s accept %j", (kind, template) => {
    expect(findTemplateProblem(kind, template)).toBeUndefined();
  });
});

describe("texts", () => {
  it("have each variable filled in once, so that braces in a value mean nothing", () => {
    expect(renderLine("title", "{offer}: {name}", { ...variables, offer: "{name} $& {id}" })).toBe(
      "{name} $& {id}: orders-db",
    );
  });

  it.each([
    ["a title", renderLine("title", "{author} {name}", { ...variables, author: ATTACK })],
    ["a label", renderLine("label", "{author}", { ...variables, author: ATTACK })],
  ])("stay on one line: %s", (_, line) => expect(line).not.toMatch(/\p{Cc}/u));

  it.each(["author", "offer", "title", "body", "name"] as const)(
    "never start a trailer with {%s}",
    (name) => {
      for (const attack of [ATTACK, "Vitrine-Path: x", "\u2028 VITRINE-Attempt : 1", "\r\nVitrine-Key: 1"]) {
        const text = renderText(`Hello\n{${name}}\n  {${name}}`, { ...variables, [name]: attack });
        expect(text).not.toMatch(/^\s*vitrine-[\w-]*\s*:/im);
      }
    },
  );

  it("are bounded, and cut between characters", () => {
    const long = { ...variables, offer: "😀".repeat(100_000), name: "x".repeat(100_000) };
    expect(renderLine("title", "{offer}", long)).toMatch(/^😀{119}…$/u);
    expect(renderLine("label", "{name}", long)).toHaveLength(50);
    expect(renderText("{offer}{offer}", long)).toHaveLength(19_999);
  });
});

describe("branches", () => {
  const values = [
    ["..", "../../main"],
    ["a.lock", "x.lock/y"],
    ["refs/heads/main", "@{-1}"],
    ["", "-"],
    ["Zoë Müller", "a b~^:?*[\\"],
    ["x".repeat(300), "ﷺ".repeat(90)],
    ["\u202ea\n", ".lock"],
  ];
  it.each(values)("are valid for Git and short with the values %j and %j", (author, name) => {
    const branch = `vitrine/${renderBranch("{author}/{name}", { ...variables, author, name })}-0a1b2c3d`;
    expect(branch).toMatch(/^vitrine\/[\w.-]+(\/[\w.-]+)*-0a1b2c3d$/);
    expect(branch.length).toBeLessThanOrEqual(100);
    expect(execFileSync("git", ["check-ref-format", "--branch", branch]).toString().trim()).toBe(branch);
  });
});
