/** Branches: https://docs.github.com/en/rest/branches/branches */
import { z } from "zod";
import {
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { showCommit } from "#demo/stand-ins/github/rest/commit-shape";
import { repositoryPage, repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { renameBranch } from "#demo/stand-ins/github/state/branches";
import { Refusal } from "#demo/stand-ins/github/state/refusal";

const BRANCH = "/repos/{owner}/{repo}/branches/{branch}";

export const BRANCH_ROUTES: readonly RestRoute[] = [
  { method: "POST", template: `${BRANCH}/rename`, needs: ["administration", "write"], handle: rename },
  {
    method: "GET",
    template: BRANCH,
    needs: ["contents", "read"],
    handle: async (call) => ({ status: 200, body: await showBranch(call, call.params.branch ?? "") }),
  },
];

async function showBranch(call: RestCall, name: string) {
  const { repository, protections } = call.state;
  const tip = await repository.findTip(name);
  const commit = tip === undefined ? undefined : await repository.findCommit(tip);
  if (!commit) throw new Refusal(404, "Branch not found");
  const protection = protections.get(name);
  const url = `${repositoryUrl(call)}/branches/${encodeURIComponent(name)}`;
  return {
    name,
    commit: showCommit(call, commit),
    _links: { self: url, html: `${repositoryPage(call)}/tree/${name}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: protection?.enforceAdmins ? "everyone" : protection?.checks ? "non_admins" : "off",
        contexts: [...(protection?.checks?.contexts ?? [])],
        checks: [],
      },
    },
    protection_url: `${url}/protection`,
  };
}

const newName = z.object({ new_name: z.string() });

async function rename(call: RestCall): Promise<RestAnswer> {
  const { new_name: name } = parseBody(newName, call);
  await renameBranch(call.state, call.params.branch ?? "", name, requireViewer(call));
  return { status: 201, body: await showBranch(call, name) };
}
