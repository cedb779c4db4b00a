import { actionInput } from "#lib/api/schemas";
import { readBody } from "#lib/server/http/read-body";
import { handle } from "#lib/server/http/route";
import { actOnRequest } from "#lib/server/use-cases/requests";

export const POST = handle<{ id: string; action: string }>(async ({ identity, request, params }) => {
  const input = await readBody(request, actionInput);
  return actOnRequest(identity, params.id, params.action, input);
});
