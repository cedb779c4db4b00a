/** Files of a project at GitLab: their content, their list and their last change. */
import { z } from "zod";
import { assertBranchName } from "#lib/git/branch-name";
import { decodeText } from "#lib/git/file-text";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabBranch, gitLabCommit, gitLabTree } from "#lib/git/gitlab/api/shapes";
import type { GitLabObjects } from "#lib/git/gitlab/objects";
import { assertPath } from "#lib/git/path";
import { isRefusedWith } from "#lib/git/remote/refusal";
import { lostCommit } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";
import type { FileCommit, GitFile, ListedFile } from "#lib/git/types";

const PAGE_SIZE = 100;

export function createGitLabFiles(project: GitLabProject, objects: GitLabObjects) {
  const { client, path: projectPath, target } = project;

  /** The tip of a branch; undefined where it is missing. */
  async function headCommit(branch = target): Promise<string | undefined> {
    assertBranchName(branch);
    const found = await project.find(() =>
      client.getIfChanged({
        route: ({ branches }) => branches.show(projectPath, branch),
        schema: gitLabBranch,
      }),
    );
    return found?.commit.id;
  }

  return {
    headCommit,

    async readFile(path: string, ref = target): Promise<GitFile | undefined> {
      assertPath(path);
      // A name can also be that of a tag, which GitLab would prefer.
      const commit = isObjectId(ref) ? ref : await headCommit(ref);
      const found = commit === undefined ? undefined : await objects.readBlobAt({ commit, path });
      if (!found?.mode.startsWith("100")) return undefined;
      const content = await objects.readBytes(found, Number.POSITIVE_INFINITY);
      return content && { path, content: content.toString(), blob: found.oid };
    },

    async listFiles(commit: string): Promise<ListedFile[]> {
      const files: z.output<typeof gitLabTree> = [];
      for (let page = 1; ; page += 1) {
        const options = { ref: commit, recursive: true, perPage: PAGE_SIZE, page };
        const found = await client
          .get({
            route: ({ repositories }) => repositories.allRepositoryTrees(projectPath, options),
            schema: gitLabTree,
          })
          .catch((error: unknown) => {
            throw isRefusedWith(error, 404) ? lostCommit(commit) : error;
          });
        files.push(...found.filter(({ type, mode }) => type === "blob" && mode.startsWith("100")));
        if (found.length < PAGE_SIZE) break;
      }
      return Promise.all(
        files.map(async ({ path, id }) => ({
          path,
          blob: id,
          size: await objects.readSize(id, { commit, path }),
        })),
      );
    },

    readTexts: (blobs: readonly string[]): Promise<(string | undefined)[]> =>
      Promise.all(
        blobs.map(async (blob) => {
          const content = await objects.readBlob(blob, Number.POSITIVE_INFINITY);
          return content && decodeText(content);
        }),
      ),

    async lastChange(path: string): Promise<FileCommit | undefined> {
      assertPath(path);
      const options = { refName: target, path, perPage: 1, page: 1 };
      const found = await project.find(() =>
        client.get({
          route: ({ commits }) => commits.all(projectPath, options),
          schema: z.array(gitLabCommit),
        }),
      );
      const [last] = found ?? [];
      return last && { id: last.id, author: last.author_name, at: last.authored_date };
    },
  };
}
