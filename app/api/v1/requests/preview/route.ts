import { requestInput } from "#lib/api/schemas";
import { readBody } from "#lib/server/http/read-body";
import { handle } from "#lib/server/http/route";
import { previewRequest } from "#lib/server/use-cases/submission";

export const POST = handle(
  async ({ identity, request }) => previewRequest(identity, await readBody(request, requestInput)),
  { limit: "preview" },
);
