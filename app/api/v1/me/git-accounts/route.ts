import { handle } from "#lib/server/http/route";
import { listGitAccounts } from "#lib/server/session/git-accounts";

export const GET = handle("GET /api/v1/me/git-accounts", async ({ identity }) => listGitAccounts(identity));
