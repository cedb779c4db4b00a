import { getResourceFile } from "#lib/server/resource-file";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const GET = handle<AddressParams>(({ identity, params }) =>
  getResourceFile(identity, addressOf(params)),
);
