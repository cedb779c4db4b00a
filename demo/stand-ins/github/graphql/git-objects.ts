/** Commits, trees, blobs and refs as GraphQL objects. */
import { z } from "zod";
import { showChecks } from "#demo/stand-ins/github/graphql/check-objects";
import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import { type CallContext, showActor } from "#demo/stand-ins/github/graphql/context";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { findAccountByEmail } from "#demo/stand-ins/github/state/state";
import { type Commit, listCommits, type Signature } from "#demo/stand-ins/repository/commits";

const fileArguments = z.object({ path: z.string() });
const pathPage = page.extend({ path: z.string().nullish() });

export function showCommit(context: CallContext, commit: Commit) {
  const { state, links } = context.host;
  const { id, message, author, committer, parents, tree } = commit;
  const [headline = "", ...rest] = message.split("\n");
  const path = `/${state.organization.login}/${state.name}/commit/${id}`;
  const signers = listSigners(commit);
  return {
    __typename: "Commit",
    id: nodeId("Commit", id),
    oid: id,
    abbreviatedOid: id.slice(0, 7),
    url: links.web + path,
    commitUrl: links.web + path,
    resourcePath: path,
    message,
    messageHeadline: headline,
    messageBody: rest.join("\n").trim(),
    authoredDate: author.date,
    committedDate: committer.date,
    author: showSigner(context, author),
    committer: showSigner(context, committer),
    authors: (args: unknown) =>
      createConnection(
        "authors",
        signers,
        page.parse(args),
        ({ email }) => email,
        (signer) => showSigner(context, signer),
      ),
    parents: (args: unknown) =>
      createConnection("parents", parents, page.parse(args), String, (parent) => readCommit(context, parent)),
    tree: () => readObject(context, tree),
    file: async (args: unknown) => {
      const { path: file } = fileArguments.parse(args);
      const entries = await listEntries(context, id, `:(literal)${file}`);
      return entries.find((entry) => entry.path === file) ?? null;
    },
    statusCheckRollup: () => showChecks(context, id),
    history: async (args: unknown) => {
      const { path: only, ...pages } = pathPage.parse(args);
      const filter = only ? [`:(literal)${only}`] : [];
      const commits = await listCommits(state.repository.git, [id, "--", ...filter]);
      return createConnection(
        "history",
        commits,
        pages,
        (item) => item.id,
        (item) => showCommit(context, item),
      );
    },
  };
}

export async function readCommit(context: CallContext, id: string) {
  const commit = await context.host.state.repository.findCommit(id);
  return commit ? showCommit(context, commit) : null;
}

/** The author, then the people in trailers `Co-authored-by`: https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function listSigners({ author, message }: Commit): Signature[] {
  const others = [...message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^>\n]*)>\s*$/gim)].map(
    ([, name = "", email = ""]) => ({ name, email, date: author.date }),
  );
  return [author, ...others];
}

/** GitHub finds the account of a person by the address. A bot has no `User`. */
function showSigner(context: CallContext, { name, email, date }: Signature) {
  const account = findAccountByEmail(context.host.state, email);
  return {
    name,
    email,
    date,
    user: account?.type === "User" ? showActor(context, account.login) : null,
  };
}

const compareArguments = z.object({ headRef: z.string() });

/** A ref without its pull requests. `ref` is the full name. */
export function showTip(context: CallContext, ref: string, tip: string) {
  // GitHub splits the name behind the second slash.
  const prefix = ref.split("/").slice(0, 2).join("/");
  return {
    __typename: "Ref",
    id: nodeId("Ref", ref),
    name: ref.slice(prefix.length + 1),
    prefix: `${prefix}/`,
    target: () => readCommit(context, tip),
    compare: (args: unknown) => compare(context, tip, compareArguments.parse(args).headRef),
  };
}

/** https://docs.github.com/en/graphql/reference/objects#comparison. Null for an unknown head. */
async function compare(context: CallContext, base: string, headRef: string) {
  const { repository } = context.host.state;
  const name = headRef.replace(/^refs\/heads\//, "");
  const head = await repository.findCommit((await repository.findTip(name)) ?? name);
  if (!head) return null;
  const [ahead, behind] = await Promise.all([
    repository.listAhead(base, head.id),
    repository.listAhead(head.id, base),
  ]);
  return {
    __typename: "Comparison",
    id: nodeId("Comparison", `${base}...${head.id}`),
    status:
      ahead.length > 0
        ? behind.length > 0
          ? "DIVERGED"
          : "AHEAD"
        : behind.length > 0
          ? "BEHIND"
          : "IDENTICAL",
    aheadBy: ahead.length,
    behindBy: behind.length,
    baseTarget: () => readCommit(context, base),
    headTarget: () => showCommit(context, head),
    commits: (args: unknown) =>
      createConnection(
        "commits",
        ahead,
        page.parse(args),
        ({ id }) => id,
        (commit) => showCommit(context, commit),
      ),
  };
}

/** GitHub shortens the text of larger blobs. */
const MAX_TEXT_BYTES = 512_000;

/** @param name an id, or an expression such as `main:README.md`; null for an unknown one */
export async function readObject(context: CallContext, name: string): Promise<unknown> {
  const { git } = context.host.state.repository;
  const [object] = await git.readObjects([name]);
  if (!object) return null;
  const { id, type, content } = object;
  const common = {
    id: nodeId(type, id),
    oid: id,
    abbreviatedOid: id.slice(0, 7),
    commitUrl: `${context.host.links.web}/commit/${id}`,
  };
  if (type === "commit") return readCommit(context, id);
  if (type === "tree") return { ...common, __typename: "Tree", entries: () => listEntries(context, id) };
  if (type !== "blob") return null;
  const isBinary = content.includes(0);
  const isTruncated = content.length > MAX_TEXT_BYTES;
  return {
    ...common,
    __typename: "Blob",
    byteSize: content.length,
    isBinary,
    isTruncated,
    text: isBinary ? null : content.subarray(0, MAX_TEXT_BYTES).toString(),
  };
}

/** The entries of a tree or a commit; with a path the entry at that path. */
async function listEntries(context: CallContext, tree: string, path?: string) {
  const { git } = context.host.state.repository;
  const { stdout } = await git.run([
    "ls-tree",
    "-z",
    "-l",
    tree,
    ...(path === undefined ? [] : ["--", path]),
  ]);
  return stdout
    .toString()
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [, mode = "", type = "", oid = "", size = "", file = ""] =
        /^(\S+) (\S+) (\S+) +(\S+)\t([\s\S]*)$/.exec(line) ?? [];
      return {
        name: file.slice(file.lastIndexOf("/") + 1),
        path: file,
        mode: Number.parseInt(mode, 8),
        type,
        oid,
        size: Number(size) || 0,
        object: () => readObject(context, oid),
      };
    });
}
