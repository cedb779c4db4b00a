/** Commits, refs and changed files, as the REST API shows them. */

import { type Shapes, showAccount } from "#demo/stand-ins/github/rest/account-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryPage, repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { findAccountByEmail } from "#demo/stand-ins/github/state/state";
import type { Commit, Signature } from "#demo/stand-ins/repository/commits";
import type { FileDifference } from "#demo/stand-ins/repository/differences";

/** https://docs.github.com/en/rest/commits/commits */
export function showCommit(shapes: Shapes, commit: Commit) {
  const url = repositoryUrl(shapes);
  const page = repositoryPage(shapes);
  const { id, tree, parents, author, committer, message } = commit;
  return {
    sha: id,
    node_id: nodeId("Commit", id),
    commit: {
      author,
      committer,
      message,
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
      url: `${url}/git/commits/${id}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: "unsigned",
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${url}/commits/${id}`,
    html_url: `${page}/commit/${id}`,
    comments_url: `${url}/commits/${id}/comments`,
    author: showSigner(shapes, author),
    committer: showSigner(shapes, committer),
    parents: parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${page}/commit/${sha}` })),
  };
}

function showSigner(shapes: Shapes, { email }: Signature) {
  const account = findAccountByEmail(shapes.state, email);
  return account ? showAccount(shapes, account) : null;
}

/** https://docs.github.com/en/rest/git/refs */
export function showRef(shapes: Shapes, ref: string, sha: string) {
  const url = repositoryUrl(shapes);
  return {
    ref,
    node_id: nodeId("Ref", ref),
    url: `${url}/git/${ref}`,
    object: { type: "commit", sha, url: `${url}/git/commits/${sha}` },
  };
}

/** @param commit whose version of the file the links show */
export function showDifference(
  shapes: Shapes,
  { path, previousPath, status, blob, additions, deletions }: FileDifference,
  commit: string,
  patch: string | undefined,
) {
  const url = repositoryUrl(shapes);
  const page = repositoryPage(shapes);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: blob,
    filename: path,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${page}/blob/${commit}/${encoded}`,
    raw_url: `${page}/raw/${commit}/${encoded}`,
    contents_url: `${url}/contents/${encoded}?ref=${commit}`,
    ...(patch === undefined ? {} : { patch }),
    ...(previousPath === undefined ? {} : { previous_filename: previousPath }),
  };
}
