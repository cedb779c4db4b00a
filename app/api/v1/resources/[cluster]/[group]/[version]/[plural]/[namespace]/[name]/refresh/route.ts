import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { refreshResource } from "#lib/server/use-cases/resources";

export const POST = handle(`POST ${RESOURCE_PATH}/refresh`, ({ identity, params }) =>
  refreshResource(identity, addressOf(params)),
);
