import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { getResource } from "#lib/server/use-cases/resources";

export const GET = handle<AddressParams>(({ identity, params }) => getResource(identity, addressOf(params)));
