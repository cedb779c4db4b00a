import { describe, expect, it } from "vitest";
import { listGroups } from "#lib/auth/gitea/gitea-account";

const team = (username: string, name: string) => ({ name, organization: { username } });

type Row = [why: string, teams: ReturnType<typeof team>[], prefix: string, groups: string[]];

const rows: Row[] = [
  ["returns no groups for a person without a team", [], "", []],
  [
    "returns the organisation of a team once",
    [team("platform", "approvers"), team("platform", "developers")],
    "",
    ["platform", "platform:approvers", "platform:developers"],
  ],
  [
    "writes the names of teams in lower case",
    [team("Platform", "Owners")],
    "",
    ["Platform", "Platform:owners"],
  ],
  ["adds the configured prefix", [team("platform", "ops")], "git:", ["git:platform", "git:platform:ops"]],
  [
    "does not return the group system:masters for an organisation named system",
    [team("system", "masters")],
    "",
    ["system"],
  ],
  [
    "does not return a group kubeadm:… for an organisation named kubeadm",
    [team("kubeadm", "cluster-admins")],
    "",
    ["kubeadm"],
  ],
  [
    "does not return a reserved group that prefix and name form together",
    [team("tem", "masters")],
    "sys",
    ["system"],
  ],
  ["does not return a reserved group when the prefix is system:", [team("masters", "all")], "system:", []],
  [
    "returns all groups behind another prefix",
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
