import { handle } from "#lib/server/http/route";
import { listNamespaces } from "#lib/server/use-cases/catalog";

export const GET = handle("GET /api/v1/catalog/{id}/namespaces", ({ identity, params }) =>
  listNamespaces(identity, params.id),
);
