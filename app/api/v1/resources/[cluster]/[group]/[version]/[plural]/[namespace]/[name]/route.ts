import { getResource } from "#lib/server/resources";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const GET = handle<AddressParams>(({ identity, params }) => getResource(identity, addressOf(params)));
