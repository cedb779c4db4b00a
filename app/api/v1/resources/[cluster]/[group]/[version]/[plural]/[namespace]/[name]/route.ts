import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { getResource } from "#lib/server/use-cases/resources";

export const GET = handle(`GET ${RESOURCE_PATH}`, ({ identity, params }) =>
  getResource(identity, addressOf(params)),
);
