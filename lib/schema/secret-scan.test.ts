import { describe, expect, it } from "vitest";
import { findSecrets, type SecretKind } from "#lib/schema/secret-scan";

/** Joined here, so that nothing in this file is a token to programs that look for some. */
const made = (...parts: string[]) => parts.join("");
const variable = (name: string) => `\${${name}}`;
const letters = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
const base64Body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
const pem = (label: string) =>
  made("-----BEGIN ", label, "-----\n", base64Body, "\n", base64Body, "\n-----END ", label, "-----\n");
const jwt = made(
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
  ".eyJzdWIiOiIxMjM0NTY3ODkwIn0",
  ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
);

const SECRETS: [why: string, values: unknown, pointer: string, kind: SecretKind, sure: boolean][] = [
  ["a private key", { spec: { note: pem("PRIVATE KEY") } }, "/spec/note", "private-key", true],
  ["an RSA key", { spec: { tls: pem("RSA PRIVATE KEY") } }, "/spec/tls", "private-key", true],
  ["an EC key", { a: pem("EC PRIVATE KEY") }, "/a", "private-key", true],
  ["an SSH key", { a: pem("OPENSSH PRIVATE KEY") }, "/a", "private-key", true],
  [
    "an encrypted key, as its password is often beside it",
    { a: pem("ENCRYPTED PRIVATE KEY") },
    "/a",
    "private-key",
    true,
  ],
  ["a PGP key", { a: pem("PGP PRIVATE KEY BLOCK") }, "/a", "private-key", true],
  [
    "a key inside the JSON of a service account",
    { a: JSON.stringify({ type: "service_account", private_key: pem("PRIVATE KEY") }) },
    "/a",
    "private-key",
    true,
  ],
  ["a key in base64, as in `data` of a Secret", { a: btoa(pem("PRIVATE KEY")) }, "/a", "private-key", true],
  ["a key after its certificate", { a: pem("CERTIFICATE") + pem("PRIVATE KEY") }, "/a", "private-key", true],
  ["an AWS access key", { a: made("AK", "IA", "Q3EGZZ7NLMBT5WRX") }, "/a", "aws-access-key", true],
  ["a temporary one", { a: made("AS", "IA", "Q3EGZZ7NLMBT5WRX") }, "/a", "aws-access-key", true],
  ["a GitHub token", { a: made("gh", "p_", letters.slice(0, 36)) }, "/a", "github-token", true],
  ["one of an app", { a: made("gh", "s_", letters.slice(0, 36)) }, "/a", "github-token", true],
  ["a fine-grained one", { a: made("github", "_pat_", letters, letters) }, "/a", "github-token", true],
  [
    "one inside a text",
    { a: `clone with ${made("gh", "o_", letters.slice(0, 36))} please` },
    "/a",
    "github-token",
    true,
  ],
  ["a GitLab token", { a: made("gl", "pat-", letters.slice(0, 20)) }, "/a", "gitlab-token", true],
  ["a runner's", { a: made("gl", "rt-", letters.slice(0, 20)) }, "/a", "gitlab-token", true],
  ["a Gitea token, by its name", { gitea: { token: hex } }, "/gitea/token", "gitea-token", false],
  [
    "a Slack token",
    { a: made("xo", "xb-", "123456789012-", letters.slice(0, 24)) },
    "/a",
    "slack-token",
    true,
  ],
  [
    "a Slack webhook",
    { a: made("https://hooks.slack", ".com/services/", "T00000000/B00000000/", letters.slice(0, 24)) },
    "/a",
    "slack-token",
    true,
  ],
  ["a Stripe key", { a: made("sk", "_live_", letters.slice(0, 24)) }, "/a", "stripe-key", true],
  ["a Google API key", { a: made("AI", "za", letters.slice(0, 35)) }, "/a", "google-key", true],
  ["a Google client secret", { a: made("GOC", "SPX-", letters.slice(0, 28)) }, "/a", "google-key", true],
  ["an npm token", { a: made("np", "m_", letters.slice(0, 36)) }, "/a", "npm-token", true],
  ["a Docker Hub token", { a: made("dckr", "_pat_", letters.slice(0, 27)) }, "/a", "service-token", true],
  ["a Vault token", { a: made("hv", "s.", letters.slice(0, 24)) }, "/a", "service-token", true],
  ["a JWT", { a: jwt }, "/a", "jwt", false],
  ["a JWT in a header", { a: `Authorization: Bearer ${jwt}` }, "/a", "jwt", false],
  [
    "an address with a password",
    { a: "https://user:pass@git.example.com/x.git" },
    "/a",
    "basic-auth-url",
    false,
  ],
  ["of a user with a dot", { a: "http://a.b:s3cr3t@10.0.0.1:8080" }, "/a", "basic-auth-url", false],
  ["a database's address", { a: "postgres://app:hunter2@db:5432/orders" }, "/a", "connection-string", false],
  [
    "without a user, as Redis has it",
    { a: "redis://:hunter2@cache:6379/0" },
    "/a",
    "connection-string",
    false,
  ],
  ["MongoDB's", { a: "mongodb+srv://app:p4ss@c0.example.net/x" }, "/a", "connection-string", false],
  [
    "ADO.NET's",
    { a: "Server=db;Database=x;User Id=app;Password=hunter2;" },
    "/a",
    "connection-string",
    false,
  ],
  ["libpq's", { a: "host=db user=app password=hunter2 dbname=x" }, "/a", "connection-string", false],
  ["JDBC's", { a: "jdbc:postgresql://db/x?user=app&password=hunter2" }, "/a", "connection-string", false],
  [
    "Azure Storage's",
    { a: `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${base64Body}==` },
    "/a",
    "connection-string",
    false,
  ],
  ["a password", { spec: { password: "xK9#mP2$vL5" } }, "/spec/password", "named-literal", false],
  ["a client secret", { clientSecret: "8Qf~3bX.zT7wPq-Lm2" }, "/clientSecret", "named-literal", false],
  ["an API key, hexadecimal", { apiKey: hex }, "/apiKey", "named-literal", false],
  [
    "a UUID as API key",
    { api_key: "6b1f7a2e-0d3c-4e5f-8a9b-1c2d3e4f5a6b" },
    "/api_key",
    "named-literal",
    false,
  ],
  [
    "in `env`",
    { env: [{ name: "DB_PASSWORD", value: "Tr0ub4dor&3" }] },
    "/env/0/value",
    "named-literal",
    false,
  ],
  [
    "in a map",
    { env: { AWS_SECRET_ACCESS_KEY: letters } },
    "/env/AWS_SECRET_ACCESS_KEY",
    "named-literal",
    false,
  ],
  ["a key with a slash", { "a/b": { token: "xK9#mP2$vL5" } }, "/a~1b/token", "named-literal", false],
  ["in a list", { tokens: ["xK9#mP2$vL5"] }, "/tokens/0", "named-literal", false],
  [
    "in a file",
    { files: { ".env": "A=1\nDB_PASSWORD=xK9#mP2$vL5\n" } },
    "/files/.env",
    "named-literal",
    false,
  ],
  ["in a file of YAML", { config: "db:\n  password: xK9mP2vL5q\n" }, "/config", "named-literal", false],
  ["in an argument", { args: ["--api-key=xK9mP2vL5qRt"] }, "/args/0", "named-literal", false],
  [
    "in the manifest of a Secret",
    { manifest: { apiVersion: "v1", kind: "Secret", stringData: { user: "app" } } },
    "/manifest/stringData/user",
    "secret-manifest",
    false,
  ],
  [
    "as a key of a map, told where the map is",
    { env: { [made("gh", "p_", letters.slice(0, 36))]: "x" } },
    "/env",
    "github-token",
    true,
  ],
];

const HARMLESS: [why: string, values: unknown][] = [
  ["a UUID", { id: "6b1f7a2e-0d3c-4e5f-8a9b-1c2d3e4f5a6b" }],
  ["a commit", { revision: hex }],
  ["a SHA-256", { checksum: hex + hex.slice(0, 24) }],
  ["an image with its digest", { image: `ghcr.io/acme/app@sha256:${hex}${hex.slice(0, 24)}` }],
  ["an image with a tag", { image: "registry.example.com:5000/team/app:v1.2.3-rc.1" }],
  ["an ARN", { role: "arn:aws:iam::123456789012:role/orders-writer" }],
  ["an ARN of a secret", { secret: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf" }],
  ["a certificate", { caBundle: pem("CERTIFICATE") }],
  ["a certificate in base64", { caBundle: btoa(pem("CERTIFICATE")) }],
  ["a certificate under a telling name", { tokenCA: pem("CERTIFICATE") }],
  ["a request for one", { csr: pem("CERTIFICATE REQUEST") }],
  ["a public key", { key: pem("PUBLIC KEY") }],
  ["a public RSA key", { key: pem("RSA PUBLIC KEY") }],
  ["a public PGP key", { key: pem("PGP PUBLIC KEY BLOCK") }],
  ["a public SSH key", { authorizedKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letters} ana@x`] }],
  ["a header without its key", { help: "Starts with -----BEGIN PRIVATE KEY----- and ends with END." }],
  ["a pattern", { pattern: "^-----BEGIN (RSA )?PRIVATE KEY-----$" }],
  ["Stripe's public key", { key: made("pk", "_live_", letters.slice(0, 24)) }],
  ["a short start of a token", { prefix: made("gh", "p_") }],
  ["a name with a token's start", { name: "npm_config_registry_of_the_team" }],
  ["AWS's own example", { accessKey: made("AK", "IA", "IOSFODNN7EXAMPLE") }],
  [
    "the manifest of a Secret that a template fills in",
    { manifest: { apiVersion: "v1", kind: "Secret", data: { a: "{{ .Values.a | b64enc }}" } } },
  ],
  ["a name of Kubernetes", { name: "orders-db-7f9c6b5d4-x2k8q" }],
  ["a Secret's name", { secretName: "orders-db-credentials" }],
  ["a reference", { passwordSecretRef: { name: "orders-db", key: "password" } }],
  [
    "a reference in env",
    { env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "pw" } } }] },
  ],
  ["the name of a Secret as password", { password: "orders-db-credentials" }],
  ["the name of a Secret as token", { token: "github-token-readonly" }],
  ["a variable", { password: variable("DB_PASSWORD") }],
  ["a variable of Kubernetes", { password: "$(DB_PASSWORD)" }],
  ["a variable of a shell", { password: "$DB_PASSWORD_1a" }],
  ["a template", { password: "{{ .Values.password | quote }}" }],
  ["an Ansible template", { apiKey: "{{ lookup('env', 'API_KEY_1') }}" }],
  ["a placeholder in brackets", { token: "<YOUR-Token-Here-1>" }],
  ["a placeholder in capitals", { token: "REPLACE_ME_1_Please" }],
  ["changeme", { password: "ChangeMe123!" }],
  ["stars", { password: "********" }],
  ["x", { apiKey: "xxxxxxxxxxxxxxxx" }],
  ["your-…", { apiKey: "your-api-Key-123" }],
  ["an address with a variable", { url: `https://user:${variable("TOKEN")}@git.example.com` }],
  ["an address with a placeholder", { url: "https://user:<password>@git.example.com" }],
  ["an address with stars", { url: "postgres://app:***@db/orders" }],
  ["an address without a password", { url: "https://git@git.example.com/x.git" }],
  ["an address with a port", { url: "http://orders.team-a.svc:8080/path@v2" }],
  ["an SSH address", { url: "git@github.com:acme/app.git" }],
  ["a connection string with a variable", { a: `Server=db;User Id=app;Password=${variable("PW")};` }],
  ["a connection string without a password", { a: "host=db user=app dbname=x sslmode=require" }],
  ["a Vault path", { password: "vault:secret/data/Orders#Password1" }],
  ["a 1Password path", { password: "op://Platform/Orders-DB1/password" }],
  ["a helmfile reference", { password: "ref+vault://Secret/Orders1#/pw" }],
  ["a value encrypted by SOPS", { password: "ENC[AES256_GCM,data:p673w==,iv:YY=,tag:x1=,type:str]" }],
  ["a sealed value", { encryptedData: { password: `AgBy3i4OJSWK${base64Body}` } }],
  ["a policy", { passwordPolicy: "Strong-Upper1Digit!" }],
  ["how long a token lives", { tokenTTL: "720h30m0s" }],
  ["a length", { passwordLength: 32, tokenMaxAge: "86400000s" }],
  ["where a token is", { tokenPath: "/var/run/secrets/Kubernetes.io/Token1" }],
  ["a file with a password", { password: "/etc/Secrets/db1/Password" }],
  ["who gives tokens", { tokenURL: "https://login.example.com/oauth2/Token1" }],
  ["a switch", { secret: true, token: "false" }],
  ["a word", { password: "required" }],
  ["a kind of token", { token: "ServiceAccountToken" }],
  ["the name of a variable", { apiKey: "PAYMENTS_API_KEY" }],
  ["two words in camel case", { secretKey: "databasePassword" }],
  ["a key in a Secret", { secretKey: "tls.crt" }],
  ["an address of mail", { credentials: "platform-team@example.com" }],
  ["prose about passwords", { description: "The Password123! must have 12 characters." }],
  ["env that is no secret", { env: [{ name: "LOG_FORMAT", value: "Json4Lines!x" }] }],
  ["a region", { region: "eu-central-1", zone: "eu-central-1b" }],
  ["a quantity", { size: "20Gi", cpu: "500m" }],
  ["a cron line", { schedule: "0 3 * * 1-5" }],
  ["a CIDR", { cidr: "10.42.0.0/16", v6: "fd00:10:244::/56" }],
  ["a host", { host: "db-7.internal.example.com" }],
  ["a long base64 that is no key", { logo: btoa(letters.repeat(30)) }],
  ["a data URL", { icon: `data:image/png;base64,${btoa(letters.repeat(10))}` }],
  ["a version", { secret: "v1.2.3-beta.4" }],
  ["numbers", { token: 12345678, password: null }],
  ["an empty value", { password: "" }],
  ["a ConfigMap's data", { manifest: { apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } } }],
  ["two parts of a JWT", { a: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0" }],
];

describe("findSecrets", () => {
  it.each(SECRETS)("finds %s", (_why, values, pointer, kind, sure) => {
    expect(findSecrets(values)).toEqual([
      { pointer, kind, sure, hint: expect.stringMatching(/^This looks like /) },
    ]);
  });

  it.each(HARMLESS)("passes over %s", (_why, values) => {
    expect(findSecrets(values)).toEqual([]);
  });

  it("never tells the value", () => {
    for (const [, values] of SECRETS.filter(([, , pointer]) => pointer.length < 40)) {
      const told = JSON.stringify(findSecrets(values));
      expect(told).not.toMatch(/hunter2|xK9|a1B2c3D4|MIIEvQ|Tr0ub/);
    }
  });

  it.each<[why: string, text: string, found: unknown[]]>([
    [
      "in a value",
      `spec:\n  token: ${made("gl", "pat-", letters.slice(0, 20))}\n`,
      [{ pointer: "/spec/token" }],
    ],
    ["in a comment", `# ${made("gl", "pat-", letters.slice(0, 20))}\nspec: {}\n`, [{ pointer: "" }]],
    ["in text that is no YAML", `a: [${made("gl", "pat-", letters.slice(0, 20))}`, [{ pointer: "" }]],
    ["nowhere", "# A password is asked for elsewhere.\nspec:\n  size: small\n", []],
  ])("looks at the text of a manifest: %s", (_why, text, found) => {
    expect(findSecrets(text)).toEqual(found.map((one) => expect.objectContaining(one)));
  });

  it("is done soon with whatever it is given", () => {
    const long = [
      "a".repeat(400_000),
      "://:".repeat(100_000),
      "-----BEGIN PRIVATE KEY-----".repeat(10_000),
      "password=".repeat(40_000),
      "eyJ".repeat(100_000),
      "LS0tLS1CRUdJTi".repeat(20_000),
      `${"A ".repeat(200_000)}`,
      "https://".repeat(50_000),
    ];
    const started = performance.now();
    for (const text of long) findSecrets({ password: text });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
