import type { Browser, Page } from "@playwright/test";
import { type OidcServer, startOidcServer } from "#lib/auth/oidc/testing/oidc-server";
import { approve, ask, flag, reaches } from "./testing/journey";
import { expect, githubTest as test } from "./testing/portal";

const HOST = "GitHub (stand-in)";
const CLIENT = { id: "vitrine", secret: "of-the-test" };
const PEOPLE = new Map([
  ["ana.c", { name: "Ana", email: "ana@acme.test", groups: ["demo:developers"] }],
  ["bo.c", { name: "Bo", email: "bo@acme.test", groups: ["demo:developers", "demo:approvers"] }],
]);

let company: OidcServer;
test.afterAll(() => company.stop());

/** A page in a browser session of its own, signed in with OpenID Connect. */
async function signInAtCompany(browser: Browser, url: string, login: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: url })).newPage();
  await page.goto("/catalog");
  await expect(page.getByRole("button", { name: /GitHub/ })).toBeHidden();
  await page.getByRole("button", { name: "Sign in with Acme" }).click();
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/catalog");
  return page;
}

async function connect(page: Page, name: "Ana" | "Bo"): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("button", { name: `Connect ${HOST}` }).click();
  await page.getByRole("button", { name: `Continue as ${name}` }).click();
  await page.waitForURL("**/settings");
  await expect(page.getByText(`Connected as ${name.toLowerCase()}`)).toBeVisible();
}

test("people with a company sign-in connect their Git account", async ({ browser, github }) => {
  test.setTimeout(240_000);
  const { standIn } = github;
  if (standIn?.host !== "GitHub") throw new Error("The demo has no stand-in for GitHub.");
  company = await startOidcServer(
    [{ ...CLIENT, redirectUri: `${github.url}/api/auth/callback/company` }],
    PEOPLE,
  );
  const { clientId, clientSecret } = standIn.oauthApp;
  await github.killPortal();
  await github.startPortal({
    VITRINE_SIGN_IN: JSON.stringify([
      {
        ...{ provider: "oidc", id: "company", name: "Acme", issuer: company.issuer },
        ...{ clientId: CLIENT.id, clientSecret: CLIENT.secret },
        scopes: ["openid", "profile", "email", "groups"],
      },
      { provider: "github", url: standIn.url, clientId, clientSecret, name: HOST, connectOnly: true },
    ]),
  });
  const ana = await signInAtCompany(browser, github.url, "ana.c");
  const bo = await signInAtCompany(browser, github.url, "bo.c");
  const authorOf = (name: string) =>
    [...standIn.state.pulls.values()].find(({ title }) => title.includes(name))?.author;

  await test.step("The portal opens a request for Ana, who has connected no account", async () => {
    await ask(ana, flag("for-ana"));
    expect(authorOf("for-ana")).toBe("vitrine");
    await expect(ana.getByText("Ana", { exact: true }).first()).toBeVisible();
  });

  await test.step("Bo cannot approve before he connects his account, and reads how", async () => {
    await bo
      .getByRole("link", { name: /Approvals/ })
      .first()
      .click();
    await bo
      .getByRole("link", { name: /for-ana/ })
      .first()
      .click();
    await bo.getByRole("button", { name: "Approve" }).click();
    await expect(bo.getByText(`connect your ${HOST} account`)).toBeVisible();
    await connect(bo, "Bo");
    await approve(bo, "for-ana");
    await reaches(ana, "Ready");
  });

  await test.step("A request that Ana opens with her account is hers there and here", async () => {
    await connect(ana, "Ana");
    await ask(ana, flag("by-ana"));
    expect(authorOf("by-ana")).toBe("ana");
    await ana.goto("/requests");
    for (const name of ["for-ana", "by-ana"])
      await expect(ana.getByRole("link", { name: new RegExp(name) }).first()).toBeVisible();
    await approve(bo, "by-ana");
    await ana
      .getByRole("link", { name: /by-ana/ })
      .first()
      .click();
    await reaches(ana, "Ready");
    await expect(ana.getByRole("list", { name: "Reviews" })).toContainText("Bo approved");
  });

  await test.step("Ana disconnects her account, and refuses to connect it again", async () => {
    await ana.goto("/settings");
    await ana.getByRole("button", { name: `Disconnect ${HOST}` }).click();
    await ana.getByRole("button", { name: `Connect ${HOST}` }).click();
    await ana.getByRole("button", { name: /Cancel/ }).click();
    await ana.waitForURL("**/settings?error=refused**");
    await expect(ana.getByText(`Can't connect ${HOST}`)).toBeVisible();
  });
  await github.killPortal();
  await github.startPortal();
});
