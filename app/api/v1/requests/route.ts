import { idempotencyKey } from "#lib/api/identifiers";
import { requestInput } from "#lib/api/schemas";
import { parseInput } from "#lib/server/http/parse-input";
import { readBody } from "#lib/server/http/read-body";
import { handle, sendJson } from "#lib/server/http/route";
import { listRequests } from "#lib/server/use-cases/requests";
import { submitRequest } from "#lib/server/use-cases/submission";

export const GET = handle(({ identity }) => listRequests(identity));

export const POST = handle(async ({ identity, request }) => {
  const input = await readBody(request, requestInput);
  const key = parseInput(idempotencyKey.optional(), request.headers.get("idempotency-key") ?? undefined);
  return sendJson(await submitRequest(identity, input, key), 201);
});
