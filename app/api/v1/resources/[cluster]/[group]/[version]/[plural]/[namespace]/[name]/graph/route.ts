import { getGraph } from "#lib/server/graph";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const GET = handle<AddressParams>(({ identity, params }) => getGraph(identity, addressOf(params)));
