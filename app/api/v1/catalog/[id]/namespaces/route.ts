import { handle } from "#lib/server/http/route";
import { listNamespaces } from "#lib/server/use-cases/catalog";

export const GET = handle<{ id: string }>(({ identity, params }) => listNamespaces(identity, params.id));
