import { describe, expect, it } from "vitest";
import { listGroups } from "#lib/auth/gitea/gitea-account";

const team = (username: string, name: string) => ({ name, organization: { username } });

type Row = [why: string, teams: ReturnType<typeof team>[], prefix: string, groups: string[]];

const rows: Row[] = [
  ["who is in no team has no group", [], "", []],
  [
    "whoever is in a team is in its organisation, and that once",
    [team("platform", "approvers"), team("platform", "developers")],
    "",
    ["platform", "platform:approvers", "platform:developers"],
  ],
  [
    "names of teams are told apart without their case, as in Gitea",
    [team("Platform", "Owners")],
    "",
    ["Platform", "Platform:owners"],
  ],
  [
    "a prefix tells where a group comes from",
    [team("platform", "ops")],
    "git:",
    ["git:platform", "git:platform:ops"],
  ],
  [
    "an organisation called system makes nobody an administrator",
    [team("system", "masters")],
    "",
    ["system"],
  ],
  ["nor one called kubeadm", [team("kubeadm", "cluster-admins")], "", ["kubeadm"]],
  ["nor half a name behind half a prefix", [team("tem", "masters")], "sys", ["system"]],
  ["nor a whole one as the prefix", [team("masters", "all")], "system:", []],
  [
    "behind a prefix of its own the name means nothing special",
    [team("system", "masters")],
    "git:",
    ["git:system", "git:system:masters"],
  ],
];

describe("listGroups", () => {
  it.each(rows)("%s", (_why, teams, prefix, groups) => {
    expect(listGroups(teams, prefix)).toEqual(groups);
  });
});
