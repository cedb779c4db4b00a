import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import { createTrustedFetch } from "#lib/auth/oidc/trusted-fetch";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { Config } from "#lib/config/config";
import { admitsPeople, type ConfiguredSignIn } from "#lib/config/sign-in";
import { toPortalError } from "#lib/errors";
import { fail, leaveOpen, pass } from "#lib/server/diagnostics/check";

/** Seconds that the clocks may differ: an ID token that is not valid yet is refused. */
const CLOCK_SECONDS = 60;
const DOCS = "sign-in.md";

type SignInConfig = Pick<Config, "url" | "signIn" | "guest" | "demoPeople">;

/** Whether people can sign in, and what each identity provider needs for it. */
export async function checkSignIn(
  { url, signIn, guest, demoPeople }: SignInConfig,
  providers: readonly IdentityProvider[],
  signal: AbortSignal,
): Promise<DiagnosticCheck[]> {
  const linked = demoPeople.filter(({ code }) => code !== undefined).length;
  const open = (guest ? 1 : 0) + demoPeople.length - linked;
  const checks = await Promise.all(
    signIn.map((one) =>
      checkProvider(
        one,
        providers.find(({ id }) => id === one.id),
        url,
        signal,
      ),
    ),
  );
  return [
    checkAddress(url),
    ...describePeople(open, linked),
    ...checks.flat(),
    ...(signIn.some(admitsPeople) ? [GROUPS] : open + linked > 0 ? [] : [failNoSignIn(url)]),
  ];
}

/** Those that a button signs in, and those that only a link with their code signs in. */
function describePeople(open: number, linked: number): DiagnosticCheck[] {
  const found = [
    open > 0 &&
      `Anybody who reaches the portal can sign in as ${open === 1 ? "1 person" : `one of ${open} people`} without a password.`,
    linked > 0 &&
      `${linked === 1 ? "1 person signs" : `${linked} people sign`} in with a link that has a code.`,
  ].filter((sentence) => sentence !== false);
  const check = { id: "people", title: "People of the configuration" };
  return found.length > 0 ? [pass(check, found.join(" "))] : [];
}

const GROUPS = leaveOpen(
  { id: "groups", title: "Groups of people" },
  "The portal can't tell whether the groups of people arrive, because it stores nobody.",
  {
    text: "Sign in and open Settings, which list your groups. Roles must name exactly these groups.",
    docs: DOCS,
  },
);

function failNoSignIn(url: string): DiagnosticCheck {
  return fail(
    { id: "configured", title: "Sign-in configured" },
    "failed",
    "No way to sign in is configured.",
    {
      text: `Configure one. Its callback address is ${callbackOf(url, "oidc")}.`,
      code: [
        "signIn:",
        "  provider: oidc",
        "  issuer: https://login.example.com/realms/acme",
        "  clientId: vitrine",
        "  clientSecretFile: /etc/vitrine/client-secret",
      ].join("\n"),
      docs: DOCS,
    },
  );
}

/** Cookies over plain HTTP can be read on the way. */
function checkAddress(url: string): DiagnosticCheck {
  const name = { id: "address", title: "Address of the portal" };
  const { protocol, hostname } = new URL(url);
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname);
  if (protocol === "https:" || isLocal) return pass(name, `People open the portal at ${url}.`);
  return fail(name, "warning", `People open the portal at ${url}, without encryption.`, {
    text: "Put the portal behind HTTPS, and configure that address.",
    code: `url: ${url.replace("http:", "https:")}`,
    docs: "configuration.md",
  });
}

function callbackOf(url: string, id: string): string {
  return `${url}/api/auth/callback/${id}`;
}

async function checkProvider(
  signIn: ConfiguredSignIn,
  provider: IdentityProvider | undefined,
  url: string,
  signal: AbortSignal,
): Promise<DiagnosticCheck[]> {
  const { id, name: label } = signIn;
  const name = { id: `provider:${id}`, title: `Sign-in with ${label}` };
  const address = addressOf(signIn);
  try {
    const response = await fetcherOf(signIn)(address, { redirect: "manual", signal });
    await provider?.buildFlow();
    const found = `${address} answers. ${describeCallbacks(signIn, url)}`;
    return [pass(name, found), ...checkClock(signIn, response.headers.get("date"))];
  } catch (error) {
    const { code, detail, suggestion } = toPortalError(error);
    const isConfigured = code === "misconfigured";
    return [
      fail(name, "failed", isConfigured ? detail : `${label} does not answer as expected at ${address}.`, {
        text:
          isConfigured && suggestion !== undefined
            ? suggestion
            : "Check the address, and whether the portal can reach it.",
        code: `# From the portal's Pod or machine:\ncurl --max-time 5 ${address}`,
        docs: DOCS,
      }),
    ];
  }
}

/** A Git host has a second address, for accounts that people connect to another sign-in. */
function describeCallbacks(signIn: ConfiguredSignIn, url: string): string {
  const own = callbackOf(url, signIn.id);
  const addresses = [
    ...(admitsPeople(signIn) ? [own] : []),
    ...(signIn.provider === "oidc" ? [] : [`${own}/account`]),
  ];
  return addresses.length === 1
    ? `The callback address to register there is ${addresses[0]}.`
    : `The callback addresses to register there are ${addresses.join(" and ")}.`;
}

function addressOf(signIn: ConfiguredSignIn): string {
  if (signIn.provider !== "oidc") return signIn.url;
  return `${signIn.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

function fetcherOf(signIn: ConfiguredSignIn) {
  const caFile = signIn.provider === "oidc" ? signIn.caFile : undefined;
  return caFile === undefined ? globalThis.fetch : createTrustedFetch(caFile);
}

/** @param date the header of an answer, which has whole seconds */
function checkClock({ id, name: label }: ConfiguredSignIn, date: string | null): DiagnosticCheck[] {
  const seconds = Math.round((Date.now() - Date.parse(date ?? "")) / 1_000);
  if (Number.isNaN(seconds)) return [];
  const name = { id: `clock:${id}`, title: `Clock of ${label}` };
  const isClose = Math.abs(seconds) <= CLOCK_SECONDS;
  if (isClose) return [pass(name, `The clocks differ by ${Math.abs(seconds)} s at most.`)];
  const found = `The portal's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}, so sign-ins can be refused.`;
  return [fail(name, "warning", found, { text: "Synchronize the clocks of both machines.", docs: DOCS })];
}
