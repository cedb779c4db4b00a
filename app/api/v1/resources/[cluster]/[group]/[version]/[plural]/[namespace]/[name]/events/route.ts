import { getEvents } from "#lib/server/resources";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const GET = handle<AddressParams>(({ identity, params }) => getEvents(identity, addressOf(params)));
