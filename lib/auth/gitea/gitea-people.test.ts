import { describe, expect, it, vi } from "vitest";
import { createGiteaPeople } from "#lib/auth/gitea/gitea-people";
import type { GiteaTokens } from "#lib/auth/gitea/gitea-tokens";
import { PortalError } from "#lib/errors";

const HOUR = 3_600_000;
const away = new PortalError("git-unavailable", { detail: "away" });
const account = { user: "ana", name: "Ana", email: "", groups: ["team"] };

/** A Gitea that accepts each refresh token once, as with INVALIDATE_REFRESH_TOKENS. */
function setUp() {
  let time = 0;
  let generation = 0;
  let revoked = false;
  let silent = false;
  const issue = (): GiteaTokens => {
    generation += 1;
    return { access: `access ${generation}`, refresh: `refresh ${generation}`, expiresAt: time + HOUR };
  };
  const check = async () => {
    if (silent) throw away;
  };
  const readAccount = vi.fn(async (token: string) => {
    await check();
    return revoked || token !== `access ${generation}` ? { refused: 401 } : account;
  });
  const refresh = vi.fn(async (token: string) => {
    await check();
    return revoked || token !== `refresh ${generation}` ? undefined : issue();
  });
  const open = () => createGiteaPeople({ readAccount, refresh, now: () => time });
  const people = open();
  const session = { id: "s", tokens: issue() };
  return {
    people,
    session,
    readAccount,
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

describe("session with Gitea", () => {
  it("belongs to the person, and reads the account once a minute", async () => {
    const { ask, readAccount, session, pass } = setUp();
    const all = await Promise.all([ask(), ask(), ask()]);
    for (const known of all)
      expect(known).toEqual({
        identity: { ...account, via: "gitea", gitToken: "access 1" },
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

  it("keeps renewed tokens when Gitea becomes unreachable afterwards", async () => {
    const { ask, readAccount, pass } = setUp();
    pass(HOUR);
    readAccount.mockRejectedValueOnce(away);
    await expect(ask()).rejects.toBe(away);
    pass(5_000);
    expect((await ask())?.identity.gitToken).toBe("access 2");
  });

  it("renews a token that Gitea refuses before it expires", async () => {
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

  it("ends only with the refused tokens, because another process may have newer ones", async () => {
    const { ask, session, pass, refresh, open } = setUp();
    pass(HOUR);
    const elsewhere = await open().ofSession(session, true);
    expect(await ask()).toBeUndefined();
    const newer = { id: session.id, tokens: elsewhere?.tokens ?? session.tokens };
    expect((await ask(true, newer))?.identity.gitToken).toBe("access 2");
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it("is refused while Gitea prohibits the sign-in of the person", async () => {
    const { ask, readAccount, refresh } = setUp();
    readAccount.mockResolvedValueOnce({ refused: 403 });
    expect(await ask()).toBeUndefined();
    expect(refresh).not.toHaveBeenCalled();
    expect(await ask()).toBeDefined();
  });

  it("is accepted with old data for reads while Gitea is unreachable, for some minutes", async () => {
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

describe("token for scripts", () => {
  it("belongs to the person, and reads the account once", async () => {
    const { people, readAccount } = setUp();
    const [first, second] = await Promise.all([people.ofToken("access 1"), people.ofToken("access 1")]);
    expect(first).toEqual({ ...account, via: "gitea", gitToken: "access 1" });
    expect(second).toEqual(first);
    expect(await people.ofToken("access 1")).toEqual(first);
    expect(readAccount).toHaveBeenCalledTimes(1);
  });

  it("is cached when it is invalid, so that guesses do not reach Gitea", async () => {
    const { people, readAccount } = setUp();
    expect(await people.ofToken("guess")).toBeUndefined();
    expect(await people.ofToken("guess")).toBeUndefined();
    expect(readAccount).toHaveBeenCalledTimes(1);
  });

  it("is refused without a call when an application owns it", async () => {
    const { people, readAccount } = setUp();
    expect(await people.ofToken("header.payload.signature")).toBeUndefined();
    expect(readAccount).not.toHaveBeenCalled();
  });

  it("is refused while Gitea is unreachable", async () => {
    const { people, pass, silence } = setUp();
    await people.ofToken("access 1");
    silence(true);
    pass(61_000);
    await expect(people.ofToken("access 1")).rejects.toBe(away);
  });
});
