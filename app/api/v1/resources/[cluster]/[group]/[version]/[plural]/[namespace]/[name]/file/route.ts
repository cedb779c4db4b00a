import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { getResourceFile } from "#lib/server/use-cases/resource-file";

export const GET = handle<AddressParams>(({ identity, params }) =>
  getResourceFile(identity, addressOf(params)),
);
