import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { refreshResource } from "#lib/server/use-cases/resources";

export const POST = handle<AddressParams>(({ identity, params }) =>
  refreshResource(identity, addressOf(params)),
);
