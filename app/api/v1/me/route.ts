import { handle } from "#lib/server/route";

export const GET = handle(async ({ identity }) => identity);
