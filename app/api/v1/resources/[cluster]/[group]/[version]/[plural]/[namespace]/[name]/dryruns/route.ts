import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { listDryRuns } from "#lib/server/use-cases/dry-runs";

export const GET = handle(`GET ${RESOURCE_PATH}/dryruns`, ({ identity, params }) =>
  listDryRuns(identity, addressOf(params)),
);
