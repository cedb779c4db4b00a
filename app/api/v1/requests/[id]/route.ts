import { getRequest } from "#lib/server/requests";
import { handle } from "#lib/server/route";

export const GET = handle<{ id: string }>(({ identity, params }) => getRequest(identity, params.id));
