import { describeMe } from "#lib/api/me";
import { handle } from "#lib/server/http/route";

export const GET = handle(async ({ identity }) => describeMe(identity));
