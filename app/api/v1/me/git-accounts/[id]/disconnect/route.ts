import { handle } from "#lib/server/http/route";
import { disconnectGitAccount } from "#lib/server/session/git-accounts";

export const POST = handle("POST /api/v1/me/git-accounts/{id}/disconnect", async (input) =>
  disconnectGitAccount(input.identity, input.session, input.params.id),
);
