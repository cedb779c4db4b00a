import { PortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { type GiteaPullRequest, giteaPullRequest, giteaRepository } from "#lib/git/gitea/shapes";

const FRESH_MILLISECONDS = 2000;

/**
 * The list of pull requests. Open ones are read each time. Of the others, which can be thousands, only
 * changes since the last time are read: the list is sorted by latest change, and each change renews
 * `updated_at`.
 */
export function createPullRequestIndex(client: GiteaClient, root: string) {
  let closed = new Map<number, GiteaPullRequest>();

  /** Reads pages into `into` until a page has no change or, with `whole`, all pages. */
  async function readClosed(into: Map<number, GiteaPullRequest>, whole: boolean) {
    for (let page = 1; ; page += 1) {
      const address = `${root}/pulls?state=closed&sort=recentupdate`;
      const { items, total, at, last } = await client.getPage(address, giteaPullRequest, page);
      const known = items.every((found) => into.get(found.number)?.updated_at === found.updated_at);
      for (const found of items) into.set(found.number, found);
      if (last || (known && !whole)) return { total, at };
    }
  }

  async function refresh(): Promise<{ pullRequests: GiteaPullRequest[]; at: number }> {
    // In this order, a pull request that is closed in the meantime is in both lists, never in none.
    const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
    const { total, at } = await readClosed(closed, false);
    if (total !== closed.size) {
      // A pull request was reopened or deleted.
      const fresh = new Map<number, GiteaPullRequest>();
      await readClosed(fresh, true);
      closed = fresh;
    }
    const still = open.filter(({ number }) => !closed.has(number));
    return { pullRequests: [...still, ...closed.values()], at };
  }

  async function explainMissing(error: unknown) {
    if (findRefusal(error)?.status !== 404) throw error;
    const repository = await client.find(root, giteaRepository);
    if (repository?.empty) return { pullRequests: [], at: Number.NaN };
    throw new PortalError("git-unavailable", {
      detail: "Gitea has no such repository, or the portal's account may not see it.",
      suggestion: "Ask the platform team to check the repository's name and the account's permissions.",
      cause: error,
    });
  }

  return {
    refresh: () => refresh().catch(explainMissing),
    /** Changes whenever a pull request changes; `open` shows whether any is open. */
    async stamp(): Promise<{ text: string; open: boolean }> {
      const page = (state: string) =>
        client.getPage(`${root}/pulls?state=${state}&sort=recentupdate`, giteaPullRequest, 1);
      const [open, done] = await Promise.all([page("open"), page("closed")]);
      const all = [...open.items, ...done.items];
      const lines = all.map(({ number, updated_at, head }) => `${number} ${updated_at} ${head.sha}`);
      // Times are whole seconds, so a recent change can be followed by another with the same time.
      const fresh = all.some(({ updated_at }) => open.at - Date.parse(updated_at) < FRESH_MILLISECONDS);
      const text = [open.total, done.total, fresh ? open.at : "", ...lines].join("\n");
      return { text, open: open.total > 0 };
    },
  };
}
