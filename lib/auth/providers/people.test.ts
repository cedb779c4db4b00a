import { describe, expect, it, vi } from "vitest";
import { createPeople } from "#lib/auth/providers/people";
import type { Account, ProviderTokens, Refused, ScriptAccount } from "#lib/auth/providers/types";
import { PortalError } from "#lib/errors";

const HOUR = 3_600_000;
const away = new PortalError("sign-in-unavailable", { detail: "away" });
const account = { user: "ana", name: "Ana", email: "", groups: ["team"] };

/** A fake provider that accepts each refresh token once, as Gitea does with INVALIDATE_REFRESH_TOKENS. */
function setUp() {
  let time = 0;
  let generation = 0;
  let revoked = false;
  let silent = false;
  const issue = (): ProviderTokens & { expiresAt: number } => {
    generation += 1;
    return { access: `access ${generation}`, refresh: `refresh ${generation}`, expiresAt: time + HOUR };
  };
  const check = async () => {
    if (silent) throw away;
  };
  const readAccount = vi.fn(async (token: string): Promise<Account | Refused> => {
    await check();
    return revoked || token !== `access ${generation}` ? { refused: 401 } : account;
  });
  const refresh = vi.fn(async ({ refresh: token }: ProviderTokens) => {
    await check();
    return revoked || token !== `refresh ${generation}` ? undefined : issue();
  });
  const readScriptAccount = vi.fn(async (token: string): Promise<ScriptAccount | undefined> => {
    const read = await readAccount(token);
    return "refused" in read ? undefined : { account: read };
  });
  const provider = { id: "code", isGitHost: true, readAccount, refresh, readScriptAccount };
  const open = (changes: { isGitHost?: boolean } = {}) =>
    createPeople(
      { ...provider, isScriptToken: () => true, ...changes },
      () => time,
      () => 0,
    );
  const people = open();
  const session: { id: string; tokens: ProviderTokens } = { id: "s", tokens: issue() };
  return {
    people,
    session,
    readAccount,
    readScriptAccount,
    refresh,
    open,
    ask: (mayBeOld = true, given = session) => people.ofSession(given, mayBeOld),
    pass(milliseconds: number) {
      time += milliseconds;
    },
    revoke() {
      revoked = true;
    },
    silence(value: boolean) {
      silent = value;
    },
  };
}

describe("session with an identity provider", () => {
  it("belongs to the person, and reads the account once a minute", async () => {
    const { ask, readAccount, session, pass } = setUp();
    const all = await Promise.all([ask(), ask(), ask()]);
    for (const known of all)
      expect(known).toEqual({
        identity: { ...account, via: "code", gitToken: "access 1" },
        tokens: session.tokens,
      });
    pass(59_000);
    await ask();
    expect(readAccount).toHaveBeenCalledTimes(1);
    pass(1_000);
    await ask();
    expect(readAccount).toHaveBeenCalledTimes(2);
  });

  it("renews its tokens once for concurrent calls with the old tokens", async () => {
    const { ask, refresh, pass } = setUp();
    pass(HOUR);
    const all = await Promise.all([ask(), ask(false), ask()]);
    expect(all.map((known) => known?.tokens.refresh)).toEqual(["refresh 2", "refresh 2", "refresh 2"]);
    expect(refresh).toHaveBeenCalledTimes(1);
    pass(HOUR);
    expect((await ask())?.tokens.refresh).toBe("refresh 3");
  });

  it("renews its tokens two minutes before they expire", async () => {
    const { ask, refresh, pass } = setUp();
    pass(HOUR - 119_000);
    expect((await ask())?.identity.gitToken).toBe("access 2");
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it("keeps renewed tokens when the provider becomes unreachable afterwards", async () => {
    const { ask, readAccount, pass } = setUp();
    pass(HOUR);
    readAccount.mockRejectedValueOnce(away);
    await expect(ask()).rejects.toBe(away);
    pass(5_000);
    expect((await ask())?.identity.gitToken).toBe("access 2");
  });

  it("renews a token that the provider refuses before it expires", async () => {
    const { ask, readAccount, pass } = setUp();
    await ask();
    pass(61_000);
    readAccount.mockResolvedValueOnce({ refused: 401 });
    expect((await ask())?.identity.gitToken).toBe("access 2");
  });

  it("ends when the person revokes the permission, without another call", async () => {
    const { ask, refresh, pass, revoke } = setUp();
    await ask();
    revoke();
    pass(61_000);
    expect(await ask()).toBeUndefined();
    expect(await ask()).toBeUndefined();
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it("goes on with tokens that another process renewed at the same time, until they end", async () => {
    const { session, open, pass, readAccount } = setUp();
    const other = open();
    pass(HOUR - 60_000);
    const one = await open().ofSession(session, false);
    // The provider accepts the refresh token once, and the access token until its end.
    readAccount.mockResolvedValueOnce(account);
    const two = await other.ofSession(session, false);
    expect(one?.tokens.access).toBe("access 2");
    expect(two?.tokens.access).toBe("access 1");
    pass(60_000);
    expect(await other.ofSession(session, false)).toBeUndefined();
    expect(
      (await other.ofSession({ ...session, tokens: one?.tokens ?? session.tokens }, false))?.tokens.access,
    ).toBe("access 2");
  });

  it("ends only with the refused tokens, because another process may have newer ones", async () => {
    const { ask, session, pass, refresh, open } = setUp();
    pass(HOUR);
    const elsewhere = await open().ofSession(session, true);
    expect(await ask()).toBeUndefined();
    const newer = { id: session.id, tokens: elsewhere?.tokens ?? session.tokens };
    expect((await ask(true, newer))?.identity.gitToken).toBe("access 2");
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it("is refused while the provider prohibits the sign-in of the person", async () => {
    const { ask, readAccount, refresh } = setUp();
    readAccount.mockResolvedValueOnce({ refused: 403 });
    expect(await ask()).toBeUndefined();
    expect(refresh).not.toHaveBeenCalled();
    expect(await ask()).toBeDefined();
  });

  it("is accepted with old data for reads while the provider is unreachable, for some minutes", async () => {
    const { ask, pass, silence } = setUp();
    await ask();
    silence(true);
    pass(5 * 60_000);
    expect((await ask(true))?.identity.groups).toEqual(["team"]);
    await expect(ask(false)).rejects.toBe(away);
    pass(5 * 60_000);
    await expect(ask(true)).rejects.toBe(away);
    silence(false);
    pass(5_000);
    expect(await ask(false)).toBeDefined();
  });

  it("ends when the person signs out, also for a running request", async () => {
    const { ask, people, session, pass } = setUp();
    pass(HOUR);
    const asked = ask();
    people.endSession(session.id);
    expect(await asked).toBeUndefined();
    expect(await ask()).toBeUndefined();
  });
});

describe("session that the provider does not renew", () => {
  const tokens = (expiresAt?: number) => ({ id: "s", tokens: { access: "access 1", expiresAt } });

  it("ends with its token, and not two minutes before", async () => {
    const { ask, pass, refresh } = setUp();
    pass(HOUR - 1_000);
    expect(await ask(true, tokens(HOUR))).toBeDefined();
    pass(1_000);
    expect(await ask(true, tokens(HOUR))).toBeUndefined();
    expect(refresh).not.toHaveBeenCalled();
  });

  it("goes on with a token that has no end, until the provider refuses the token", async () => {
    const { ask, pass, readAccount, revoke } = setUp();
    pass(100 * HOUR);
    expect(await ask(true, tokens())).toBeDefined();
    pass(61_000);
    revoke();
    expect(await ask(true, tokens())).toBeUndefined();
    expect(await ask(true, tokens())).toBeUndefined();
    expect(readAccount).toHaveBeenCalledTimes(2);
  });
});

describe("identity", () => {
  it.each([
    ["a user that Kubernetes reserves", "system:admin"],
    ["a user that kubeadm reserves", "kubeadm:cluster-admins"],
    ["no user", ""],
  ])("does not exist for %s", async (_why, user) => {
    const { ask, people, readAccount } = setUp();
    readAccount.mockResolvedValue({ ...account, user });
    expect(await ask()).toBeUndefined();
    expect(await people.ofToken("access 1")).toBeUndefined();
  });

  it("has no Git token from a provider that is no Git host", async () => {
    const { open, session } = setUp();
    const known = await open({ isGitHost: false }).ofSession(session, true);
    expect(known?.identity).toEqual({ ...account, via: "code" });
  });
});

describe("token for scripts", () => {
  it("belongs to the person, and reads the account once", async () => {
    const { people, readAccount } = setUp();
    const [first, second] = await Promise.all([people.ofToken("access 1"), people.ofToken("access 1")]);
    expect(first).toEqual({ ...account, via: "code", gitToken: "access 1" });
    expect(second).toEqual(first);
    expect(await people.ofToken("access 1")).toEqual(first);
    expect(readAccount).toHaveBeenCalledTimes(1);
  });

  it("is cached when it is invalid, so that guesses do not reach the provider", async () => {
    const { people, readAccount } = setUp();
    expect(await people.ofToken("guess")).toBeUndefined();
    expect(await people.ofToken("guess")).toBeUndefined();
    expect(readAccount).toHaveBeenCalledTimes(1);
  });

  it("is read again after its end", async () => {
    const { people, readScriptAccount, pass } = setUp();
    readScriptAccount.mockImplementation(async () => ({ account, expiresAt: 10_000 }));
    await people.ofToken("t");
    pass(9_000);
    expect(await people.ofToken("t")).toBeDefined();
    expect(readScriptAccount).toHaveBeenCalledTimes(1);
    pass(1_000);
    readScriptAccount.mockImplementation(async () => undefined);
    expect(await people.ofToken("t")).toBeUndefined();
  });

  it("is refused while the provider is unreachable", async () => {
    const { people, pass, silence } = setUp();
    await people.ofToken("access 1");
    silence(true);
    pass(61_000);
    await expect(people.ofToken("access 1")).rejects.toBe(away);
  });
});
