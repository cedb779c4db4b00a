import { actionInput } from "#lib/api/schemas";
import { readBody } from "#lib/server/http/read-body";
import { actOnRequest } from "#lib/server/requests";
import { handle } from "#lib/server/route";

export const POST = handle<{ id: string; action: string }>(async ({ identity, request, params }) => {
  const input = await readBody(request, actionInput);
  return actOnRequest(identity, params.id, params.action, input);
});
