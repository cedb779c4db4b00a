import { handleSigned } from "#lib/server/http/route";
import { receiveWebhook } from "#lib/server/http/webhook";
import { getPortal } from "#lib/server/portal";

export const POST = handleSigned("POST /api/v1/webhooks/{repository}", (request, { repository }) =>
  receiveWebhook(getPortal(), repository, request),
);
