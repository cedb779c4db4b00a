import { RESOURCE_PATH } from "#lib/api/resource-path";
import { addressOf, handle } from "#lib/server/http/route";
import { getEvents } from "#lib/server/use-cases/resources";

export const GET = handle(`GET ${RESOURCE_PATH}/events`, ({ identity, params }) =>
  getEvents(identity, addressOf(params)),
);
