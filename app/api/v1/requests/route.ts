import { requestInput } from "#lib/api/schemas";
import { listRequests } from "#lib/server/requests";
import { handle, readBody, sendJson } from "#lib/server/route";
import { submitRequest } from "#lib/server/submission";

export const GET = handle(({ identity }) => listRequests(identity));

export const POST = handle(async ({ identity, request }) => {
  const input = await readBody(request, requestInput);
  const key = request.headers.get("idempotency-key") ?? undefined;
  return sendJson(await submitRequest(identity, input, key), 201);
});
