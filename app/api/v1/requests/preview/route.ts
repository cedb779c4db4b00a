import { handle } from "#lib/server/http/route";
import { previewRequest } from "#lib/server/use-cases/submission";

export const POST = handle("POST /api/v1/requests/preview", ({ identity, body }) =>
  previewRequest(identity, body),
);
