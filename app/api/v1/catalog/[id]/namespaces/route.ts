import { listNamespaces } from "#lib/server/catalog";
import { handle } from "#lib/server/route";

export const GET = handle<{ id: string }>(({ identity, params }) => listNamespaces(identity, params.id));
