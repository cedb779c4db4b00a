import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { getEvents } from "#lib/server/use-cases/resources";

export const GET = handle<AddressParams>(({ identity, params }) => getEvents(identity, addressOf(params)));
