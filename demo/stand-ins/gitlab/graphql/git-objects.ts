/** The repository as GraphQL objects: https://docs.gitlab.com/api/graphql/reference/#repository */
import { z } from "zod";
import { createConnection } from "#demo/stand-ins/gitlab/graphql/connection";
import type { CallContext } from "#demo/stand-ins/gitlab/graphql/context";
import { getProjectPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { type Commit, listCommits } from "#demo/stand-ins/repository/commits";

export function showCommit({ host }: CallContext, { id, author, committer, message }: Commit) {
  return {
    id: `gid://gitlab/Commit/${id}`,
    sha: id,
    shortId: id.slice(0, 8),
    title: message.split("\n")[0] ?? "",
    message,
    authorName: author.name,
    authorEmail: author.email,
    authoredDate: author.date,
    committerName: committer.name,
    committerEmail: committer.email,
    committedDate: committer.date,
    webUrl: `${getProjectPage(host)}/-/commit/${id}`,
  };
}

const treeArguments = z.object({
  ref: z.string().nullish(),
  path: z.string().nullish(),
  recursive: z.boolean().nullish(),
});
const blobArguments = z.object({ ref: z.string().nullish(), paths: z.array(z.string()) });

export function showRepository(context: CallContext) {
  const { repository, settings } = context.host.state;
  const isEmpty = async () => (await repository.listBranches()).size === 0;
  return {
    empty: isEmpty,
    exists: true,
    rootRef: async () => ((await isEmpty()) ? null : settings.defaultBranch),
    tree: (args: unknown) => showTree(context, treeArguments.parse(args)),
    blobs: (args: unknown) => showBlobs(context, args),
  };
}

async function findRevision(
  { host }: CallContext,
  ref: string | null | undefined,
): Promise<Commit | undefined> {
  const { repository, settings } = host.state;
  const name = !ref || ref === "HEAD" ? settings.defaultBranch : ref;
  return repository.findCommit((await repository.findTip(name)) ?? name);
}

interface Entry {
  mode: string;
  type: string;
  sha: string;
  path: string;
}

async function listEntries({ host }: CallContext, args: readonly string[]): Promise<Entry[]> {
  const { stdout } = await host.state.repository.git.run(["ls-tree", "-z", ...args]);
  return stdout
    .toString()
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [, mode = "", type = "", sha = "", path = ""] = /^(\S+) (\S+) (\S+)\t([\s\S]*)$/.exec(line) ?? [];
      return { mode, type, sha, path };
    });
}

async function showTree(context: CallContext, { ref, path, recursive }: z.infer<typeof treeArguments>) {
  const commit = await findRevision(context, ref);
  if (!commit) return null;
  const folder = path ? [`${path.replace(/\/$/, "")}/`] : [];
  const options = recursive ? ["-r", "-t"] : [];
  const entries = await listEntries(context, [...options, commit.id, "--", ...folder]);
  const show = (type: string) => (args: unknown) =>
    createConnection(
      entries.filter((entry) => entry.type === type),
      args,
      (entry) => entry.path,
      (entry) => ({
        id: `gid://gitlab/Entry/${entry.sha}`,
        name: entry.path.split("/").at(-1) ?? entry.path,
        path: entry.path,
        flatPath: entry.path,
        sha: entry.sha,
        type: entry.type,
        mode: entry.mode,
        treeUrl: null,
      }),
    );
  return {
    trees: show("tree"),
    blobs: show("blob"),
    submodules: show("commit"),
    lastCommit: async () => {
      const args = ["-1", commit.id, "--", ...(path ? [path] : [])];
      const [last] = await listCommits(context.host.state.repository.git, args);
      return last ? showCommit(context, last) : null;
    },
  };
}

/** https://docs.gitlab.com/api/graphql/reference/#repositoryblobs: at most 100 paths. */
async function showBlobs(context: CallContext, args: unknown) {
  const { ref, paths } = blobArguments.parse(args);
  if (paths.length > 100) throw new Refusal(400, "Can only query up to 100 paths");
  const commit = await findRevision(context, ref);
  const entries = commit ? await listEntries(context, [commit.id, "--", ...paths]) : [];
  const blobs = entries.filter(({ type, path }) => type === "blob" && paths.includes(path));
  const objects = await context.host.state.repository.git.readObjects(blobs.map(({ sha }) => sha));
  const found = blobs.map((entry, index) => ({
    ...entry,
    content: objects[index]?.content ?? Buffer.alloc(0),
  }));
  return createConnection(
    found,
    args,
    ({ path }) => path,
    ({ path, sha, mode, content }) => {
      // GitLab shows no text of a binary file.
      const isBinary = content.includes(0);
      return {
        id: `gid://gitlab/Blob/${sha}`,
        name: path.split("/").at(-1) ?? path,
        path,
        oid: sha,
        mode,
        size: String(content.length),
        rawSize: content.length,
        rawBlob: content.toString(),
        rawTextBlob: isBinary ? null : content.toString(),
      };
    },
  );
}
