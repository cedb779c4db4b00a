import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { assertBranchName } from "#lib/git/branch-name";

const NAMES = [
  ...["main", "vitrine/team-a/orders", "a.b", "a@b", "@a", "a/@", "ä/ö", "a-", "a.lock.b", "{a}"],
  ...[
    "",
    "-a",
    "a.",
    "a..b",
    "a b",
    "a~b",
    "a^b",
    "a:b",
    "a?b",
    "a*b",
    "a[b",
    "a\\b",
    "a\tb",
    "a\x7fb",
    "a@{b",
  ],
  ...["/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a/b.lock", "a\nb"],
];

it.each(NAMES.map((name) => ({ name })))("assertBranchName decides like Git for $name", ({ name }) => {
  const { status } = spawnSync("git", ["check-ref-format", "--branch", name], { cwd: "/" });
  const judge = () => assertBranchName(name);
  if (status === 0) expect(judge).not.toThrow();
  else expect(judge).toThrow("cannot be the name of a branch");
});

it.each(["@", "a\0b", "a\u0085b"])("assertBranchName refuses %j, which Git may accept", (name) => {
  expect(() => assertBranchName(name)).toThrow("cannot be the name of a branch");
});
