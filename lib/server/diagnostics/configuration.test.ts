import { expect, it } from "vitest";
import { parseConfig } from "#lib/config/config";
import { describeConfiguration } from "#lib/server/diagnostics/configuration";
import { hideSecrets, listSecretValues } from "#lib/server/diagnostics/secret-values";

const SECRETS = {
  session: "the-session-secret-of-32-characters-or-more",
  git: "the-token-of-git",
  webhook: "the-secret-of-the-webhook",
  key: "-----BEGIN KEY-----\nthe-private-key\n-----END KEY-----",
  client: "the-client-secret",
  demo: "the-token-of-the-demo",
  link: "the-code-of-a-sign-in-link",
  inVariable: "the-token-in-a-variable",
  password: "the-password-of-an-address",
};

function parse() {
  process.env.DIAGNOSTICS_TOKEN = SECRETS.inVariable;
  const repositories = [
    {
      provider: "gitea",
      url: `https://portal:${SECRETS.password}@git.example.com`,
      owner: "a",
      repository: "one",
    },
    { provider: "gitlab", project: "a/two", token: SECRETS.git, webhookSecret: SECRETS.webhook },
    { provider: "github", owner: "a", repository: "three", app: { id: "1", privateKey: SECRETS.key } },
  ].map((one) => ({
    ...one,
    branch: "main",
    ...(one.provider === "gitea" && { tokenEnv: "DIAGNOSTICS_TOKEN" }),
  }));
  const variables = {
    VITRINE_SECRET: SECRETS.session,
    VITRINE_REPOSITORIES: JSON.stringify(repositories),
    VITRINE_SIGN_IN: JSON.stringify({
      provider: "oidc",
      issuer: "https://login.example.com",
      clientId: "vitrine",
      clientSecret: SECRETS.client,
    }),
    VITRINE_DEMO_TOKEN: JSON.stringify({ token: SECRETS.demo, user: "script", name: "Script" }),
    VITRINE_DEMO_PEOPLE: JSON.stringify([{ user: "ana", name: "Ana", code: SECRETS.link }]),
    DIAGNOSTICS_TOKEN: SECRETS.inVariable,
  };
  return parseConfig(variables);
}

it("the configuration for support has the names of secrets and no secret", async () => {
  const config = parse();
  const described = hideSecrets(describeConfiguration(config), await listSecretValues(config));
  const text = JSON.stringify(described);
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  expect(text).not.toContain("the-private-key");
  expect(described).toMatchObject({
    repositories: [
      { tokenEnv: "DIAGNOSTICS_TOKEN" },
      { tokenInPlace: true, webhookSecretInPlace: true },
      { app: { id: "1", privateKeyInPlace: true } },
    ],
    signIn: [{ issuer: "https://login.example.com", clientSecretInPlace: true }],
    hasDemoToken: true,
  });
});

it("hides each secret of the configuration in any text of a report", async () => {
  const secrets = await listSecretValues(parse());
  const report = { list: [Object.values(SECRETS).map((secret) => `Refused: ${secret}!`)] };
  const hidden = JSON.stringify(hideSecrets(report, secrets));
  for (const secret of Object.values(SECRETS))
    expect(hidden).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(hidden.match(/Refused: \(hidden\)!/g)).toHaveLength(Object.keys(SECRETS).length);
});
