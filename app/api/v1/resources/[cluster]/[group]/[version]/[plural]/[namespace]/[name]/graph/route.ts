import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { getGraph } from "#lib/server/use-cases/graph";

export const GET = handle<AddressParams>(({ identity, params }) => getGraph(identity, addressOf(params)));
