import { handle } from "#lib/server/http/route";
import { connectGitAccount } from "#lib/server/session/git-accounts";

export const POST = handle("POST /api/v1/me/git-accounts/{id}", ({ identity, session, params }) =>
  connectGitAccount(identity, session, params.id),
);
