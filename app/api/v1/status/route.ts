import { handle } from "#lib/server/route";
import { readStatus } from "#lib/server/status";

export const GET = handle(() => readStatus());
