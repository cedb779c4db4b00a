import { handleOpenly } from "#lib/server/route";

export const GET = handleOpenly(async () => new Response("ok\n"));
