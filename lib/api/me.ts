import type { Me } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";

/** What a person is told of themselves: an identity holds a token as well, which is no browser's business. */
export function describeMe({ user, name, email, groups, via, gitAccounts = [] }: Identity): Me {
  const logins = gitAccounts.map(({ login }) => login);
  return { user, name, email, groups, via, ...(logins.length > 0 && { logins }) };
}
