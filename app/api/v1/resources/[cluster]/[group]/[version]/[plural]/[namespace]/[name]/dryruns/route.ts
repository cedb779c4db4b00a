import { type AddressParams, addressOf, handle } from "#lib/server/http/route";
import { listDryRuns } from "#lib/server/use-cases/dry-runs";

export const GET = handle<AddressParams>(({ identity, params }) => listDryRuns(identity, addressOf(params)));
