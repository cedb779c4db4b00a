import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { getResourceFile } from "#lib/server/use-cases/resource-file";

export const GET = handle(`GET ${RESOURCE_PATH}/file`, ({ identity, params }) =>
  getResourceFile(identity, addressOf(params)),
);
