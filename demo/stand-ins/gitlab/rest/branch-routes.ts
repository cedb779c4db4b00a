/** Branches and tags: https://docs.gitlab.com/api/branches/ and https://docs.gitlab.com/api/tags/ */
import { z } from "zod";
import {
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  readText,
  requireViewer,
} from "#demo/stand-ins/gitlab/rest/call";
import { showBranch, showTag } from "#demo/stand-ins/gitlab/rest/commit-shape";
import { answerKeysetPage } from "#demo/stand-ins/gitlab/rest/pages";
import { createBranch, deleteBranch, recordPush } from "#demo/stand-ins/gitlab/state/branches";
import { notFound, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import type { Commit } from "#demo/stand-ins/repository/commits";

const BRANCHES = "/projects/{id}/repository/branches";
const TAGS = "/projects/{id}/repository/tags";

export const BRANCH_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: BRANCHES, level: LEVELS.reporter, handle: listBranches },
  {
    method: "GET",
    template: `${BRANCHES}/{branch}`,
    level: LEVELS.reporter,
    handle: (call) => answerBranch(call, call.params.branch ?? "", 200),
  },
  { method: "POST", template: BRANCHES, level: LEVELS.developer, handle: create },
  {
    method: "DELETE",
    template: `${BRANCHES}/{branch}`,
    level: LEVELS.developer,
    handle: async (call) => {
      await deleteBranch(call.state, call.params.branch ?? "", requireViewer(call).account);
      return { status: 204 };
    },
  },
  { method: "GET", template: TAGS, level: LEVELS.reporter, handle: listTags },
  {
    method: "GET",
    template: `${TAGS}/{tag_name}`,
    level: LEVELS.reporter,
    handle: (call) => answerTag(call, call.params.tag_name ?? "", 200),
  },
  { method: "POST", template: TAGS, level: LEVELS.developer, handle: createTag },
  { method: "DELETE", template: `${TAGS}/{tag_name}`, level: LEVELS.developer, handle: deleteTag },
];

/** `^name` searches at the start, `name$` at the end: https://docs.gitlab.com/api/branches/#list-repository-branches */
function createSearch(search: string | undefined): (name: string) => boolean {
  if (search === undefined) return () => true;
  const text = search.replace(/^\^/, "").replace(/\$$/, "").toLowerCase();
  return (name) => {
    const lower = name.toLowerCase();
    if (search.startsWith("^")) return lower.startsWith(text);
    return search.endsWith("$") ? lower.endsWith(text) : lower.includes(text);
  };
}

async function listBranches(call: RestCall): Promise<RestAnswer> {
  const isWanted = createSearch(readText(call, "search"));
  const branches = [...(await call.state.repository.listBranches())].filter(([name]) => isWanted(name));
  return answerKeysetPage(
    call,
    branches,
    ([name]) => name,
    ([name, tip]) => showBranch(call, name, tip, call.viewer?.account),
  );
}

async function answerBranch(call: RestCall, name: string, status: number): Promise<RestAnswer> {
  const tip = await call.state.repository.findTip(name);
  if (tip === undefined) throw notFound("Branch");
  return { status, body: await showBranch(call, name, tip, call.viewer?.account) };
}

const newBranch = z.object({ branch: z.string(), ref: z.string() });

async function create(call: RestCall): Promise<RestAnswer> {
  const { branch, ref } = parseBody(newBranch, call);
  await createBranch(call.state, branch, ref, requireViewer(call).account);
  return answerBranch(call, branch, 201);
}

interface Tag {
  name: string;
  target: string;
  commit: Commit;
  message: string;
}

async function findTag({ state }: RestCall, name: string): Promise<Tag | undefined> {
  const { repository } = state;
  const target = (await repository.listRefs(`refs/tags/${name}`)).get(`refs/tags/${name}`);
  const [object] = target === undefined ? [] : await repository.git.readObjects([target]);
  if (target === undefined || !object) return undefined;
  const [header = "", ...message] = object.content.toString().split("\n\n");
  const isAnnotated = object.type === "tag";
  const commit = await repository.findCommit(isAnnotated ? header.slice("object ".length, 47) : target);
  return commit && { name, target, commit, message: isAnnotated ? message.join("\n\n").trimEnd() : "" };
}

async function listTags(call: RestCall): Promise<RestAnswer> {
  const refs = await call.state.repository.listRefs("refs/tags/");
  const isWanted = createSearch(readText(call, "search"));
  const names = [...refs.keys()].map((ref) => ref.slice("refs/tags/".length)).filter(isWanted);
  const tags = await Promise.all(names.sort().map((name) => findTag(call, name)));
  const found = tags.flatMap((tag) => tag ?? []);
  return answerKeysetPage(
    call,
    found,
    ({ name }) => name,
    ({ name, target, commit, message }) => showTag(call, name, target, commit, message),
  );
}

async function answerTag(call: RestCall, name: string, status: number): Promise<RestAnswer> {
  const tag = await findTag(call, name);
  if (!tag) throw notFound("Tag");
  return { status, body: showTag(call, name, tag.target, tag.commit, tag.message) };
}

const newTag = z.object({ tag_name: z.string(), ref: z.string(), message: z.string().nullish() });

/** https://docs.gitlab.com/api/tags/#create-a-new-tag: with a message it is an annotated tag. */
async function createTag(call: RestCall): Promise<RestAnswer> {
  const { tag_name: name, ref, message } = parseBody(newTag, call);
  const { account } = requireViewer(call);
  const { repository } = call.state;
  const { code } = await repository.git.run(["check-ref-format", `refs/tags/${name}`], { accept: [0, 1] });
  if (code !== 0) throw new Refusal(400, "Tag name invalid");
  const commit = (await repository.findTip(ref)) ?? (await repository.findCommit(ref))?.id;
  if (commit === undefined) throw new Refusal(400, `Target ${ref} is invalid`);
  const target = message ? await writeTag(call, name, commit, message) : commit;
  if (!(await repository.moveRefs([{ ref: `refs/tags/${name}`, from: null, to: target }])))
    throw new Refusal(400, `Tag ${name} already exists`);
  recordPush(call.state, "tag", name, { before: undefined, after: target }, account);
  return answerTag(call, name, 201);
}

async function writeTag(call: RestCall, name: string, commit: string, message: string): Promise<string> {
  const { account } = requireViewer(call);
  const seconds = Math.floor(Date.parse(call.state.now()) / 1000);
  const tagger = `${account.name} <${account.email}> ${seconds} +0000`;
  const input = `object ${commit}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${message}\n`;
  const { stdout } = await call.state.repository.git.run(["mktag"], { input });
  return stdout.toString().trim();
}

async function deleteTag(call: RestCall): Promise<RestAnswer> {
  const { tag_name: name = "" } = call.params;
  const tag = await findTag(call, name);
  if (!tag) throw notFound("Tag");
  await call.state.repository.moveRefs([{ ref: `refs/tags/${name}`, from: tag.target, to: null }]);
  recordPush(call.state, "tag", name, { before: tag.target, after: undefined }, requireViewer(call).account);
  return { status: 204 };
}
