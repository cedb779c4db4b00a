import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { getAdoption } from "#lib/server/use-cases/adoption";

export const GET = handle(`GET ${RESOURCE_PATH}/adoption`, ({ identity, params }) =>
  getAdoption(identity, addressOf(params)),
);
