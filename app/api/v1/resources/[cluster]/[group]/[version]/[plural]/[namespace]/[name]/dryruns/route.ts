import { listDryRuns } from "#lib/server/dry-runs";
import { type AddressParams, addressOf, handle } from "#lib/server/route";

export const GET = handle<AddressParams>(({ identity, params }) => listDryRuns(identity, addressOf(params)));
