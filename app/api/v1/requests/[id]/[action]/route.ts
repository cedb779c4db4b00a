import { actionInput } from "#lib/api/schemas";
import { actOnRequest } from "#lib/server/requests";
import { handle, readBody } from "#lib/server/route";

export const POST = handle<{ id: string; action: string }>(async ({ identity, request, params }) => {
  const { comment } = await readBody(request, actionInput);
  return actOnRequest(identity, params.id, params.action, comment);
});
