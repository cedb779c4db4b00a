import { listCatalog } from "#lib/server/catalog";
import { handle } from "#lib/server/route";

export const GET = handle(({ identity }) => listCatalog(identity));
