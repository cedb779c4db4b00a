import { handle } from "#lib/server/http/route";
import { getRequest } from "#lib/server/use-cases/requests";

export const GET = handle<{ id: string }>(({ identity, params }) => getRequest(identity, params.id));
