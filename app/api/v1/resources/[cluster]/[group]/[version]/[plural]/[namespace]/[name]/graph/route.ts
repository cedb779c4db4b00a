import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { getGraph } from "#lib/server/use-cases/graph";

export const GET = handle(`GET ${RESOURCE_PATH}/graph`, ({ identity, params }) =>
  getGraph(identity, addressOf(params)),
);
