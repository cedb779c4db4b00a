import { refreshResource } from "#lib/server/resources";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const POST = handle<AddressParams>(({ identity, params }) =>
  refreshResource(identity, addressOf(params)),
);
