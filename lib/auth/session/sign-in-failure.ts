/** Why a sign-in failed; the parameter `error` in the address of the sign-in page. */
export type SignInFailure =
  | "refused"
  | "late"
  | "cookies"
  | "host"
  | "address"
  | "away"
  | "secret"
  | "setup"
  | "clock"
  | "token"
  | "claims"
  | "email"
  | "large"
  | "barred"
  | "ended"
  | "busy"
  | "failed";

const CODE = "sign-in:";

/**
 * A sign-in that fails for a known reason. next-auth wraps an error and keeps its message and its code, so the reason
 * is in the code. The message is for the log and contains no token.
 */
export class SignInError extends Error {
  readonly code: string;

  constructor(failure: SignInFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SignInError";
    this.code = CODE + failure;
  }
}

/** True for a SignInError of any bundle. */
export function isSignInError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith(CODE);
}

/** Codes and messages of other errors: of the provider's answer in the address, of next-auth, and of the portal. */
const SIGNS: [RegExp, SignInFailure][] = [
  [/access_denied/, "refused"],
  [/redirect_uri_mismatch/, "address"],
  // The sign-in took longer than the 15 minutes of these cookies, or began in another browser.
  [/cookie was missing|value could not be parsed|different provider/i, "late"],
  [/unauthorized_client|invalid_client/, "secret"],
  [/git-unavailable|sign-in-unavailable|temporarily_unavailable|server_error/, "away"],
  [/misconfigured|invalid_scope|application_suspended/, "setup"],
];

/** @param reported the error that next-auth logs */
export function nameFailure(reported: unknown): SignInFailure {
  const error = isRecord(reported) && reported.error instanceof Error ? reported.error : reported;
  if (!(error instanceof Error)) return "failed";
  const code = "code" in error ? String(error.code) : "";
  const [named] = FAILURES.filter((failure) => code === CODE + failure);
  return named ?? SIGNS.find(([sign]) => sign.test(`${code} ${error.message}`))?.[1] ?? "failed";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

interface Explanation {
  title: string;
  detail: string;
  suggestion: string;
}

interface Place {
  /** The provider. */
  name: string;
  /** The portal's address. */
  origin: string;
}

type Text = (place: Place) => Omit<Explanation, "title">;

const AGAIN =
  "Try again. If the problem persists, tell the platform team the time at which it happened. The portal's log has the cause.";

const TEXTS: Record<SignInFailure, Text> = {
  refused: ({ name }) => ({
    detail: `You did not allow the portal to use your account in ${name}, or ${name} refused.`,
    suggestion: "Sign in again and allow it. If you did, ask the platform team whether you have access.",
  }),
  late: ({ name, origin }) => ({
    detail: `The portal did not start this sign-in with ${name}, or can't recognize it. It took longer than 15 minutes, ended in another browser or at another address than it began, or the browser did not keep the portal's cookies.`,
    suggestion: `Sign in again from ${origin}, in one browser window.`,
  }),
  cookies: ({ origin }) => ({
    detail: "The browser did not send the portal's cookies, so a sign-in can't work.",
    suggestion: `Allow cookies for ${origin}. Open the portal in a window of its own: browsers block cookies of a page inside another site.`,
  }),
  host: ({ origin }) => ({
    detail: `You opened the portal at another address than its own, ${origin}. Cookies belong to one address, so a sign-in can't work here.`,
    suggestion: `Open ${origin} and sign in there. A name such as localhost and the address 127.0.0.1 are different for a browser.`,
  }),
  address: ({ name, origin }) => ({
    detail: `${name} does not know the portal's callback address.`,
    suggestion: `Ask the platform team to register an address that begins with ${origin}/api/auth/callback/ in ${name}. docs/sign-in.md has the steps.`,
  }),
  away: ({ name }) => ({
    detail: `${name} did not answer the portal as expected.`,
    suggestion: `Try again in a moment. If the problem persists, ask the platform team whether the portal can reach ${name}.`,
  }),
  secret: ({ name }) => ({
    detail: `${name} does not accept the portal's client id and secret.`,
    suggestion: "Ask the platform team to check VITRINE_SIGN_IN.",
  }),
  setup: ({ name }) => ({
    detail: `The sign-in with ${name} is not set up completely.`,
    suggestion: "Ask the platform team to check VITRINE_SIGN_IN. The portal's log has the cause.",
  }),
  clock: ({ name }) => ({
    detail: `The identity that ${name} issued is not valid at the time that the portal's clock shows.`,
    suggestion: `Ask the platform team to compare the clocks of the portal and of ${name}.`,
  }),
  token: ({ name }) => ({
    detail: `The portal can't verify the identity that ${name} issued.`,
    suggestion:
      "Ask the platform team to check the issuer, the client id and the signing algorithms in VITRINE_SIGN_IN.",
  }),
  claims: ({ name }) => ({
    detail: `Your identity in ${name} does not have the claims that this portal requires, or has them in another form.`,
    suggestion: "Ask the platform team whether you have access. The portal's log names the claim.",
  }),
  email: ({ name }) => ({
    detail: `${name} has not verified your email address.`,
    suggestion: `Verify your email address in ${name}, then sign in again.`,
  }),
  large: ({ name }) => ({
    detail: `Your identity in ${name} has too many groups for a session of the portal.`,
    suggestion: `Ask the platform team to let ${name} send only the groups that the portal needs.`,
  }),
  barred: ({ name }) => ({
    detail: `${name} does not tell the portal who you are, or this portal does not admit your account.`,
    suggestion: `In ${name}, remove the portal's access under Settings, Applications, then sign in again. If the problem persists, your account may be blocked or not be a member of the organization. Ask the people who run ${name}.`,
  }),
  ended: () => ({
    detail:
      "Your session has ended. A session ends 15 minutes after its last use, eight hours after the sign-in, after a sign-out, and when the identity provider no longer confirms it.",
    suggestion: "Sign in again.",
  }),
  busy: () => ({
    detail: "Too many people tried to sign in from your network address.",
    suggestion: "Wait a minute, then sign in again.",
  }),
  failed: ({ name }) => ({ detail: `Signing in with ${name} did not work.`, suggestion: AGAIN }),
};

const FAILURES = Object.keys(TEXTS) as SignInFailure[];

/** Whether a text from an address names a failure. */
export function isSignInFailure(text: unknown): text is SignInFailure {
  return FAILURES.some((failure) => failure === text);
}

const BY_NEXT_AUTH = new Set([
  "Callback",
  "OAuthCallback",
  "OAuthSignin",
  "Configuration",
  "SessionRequired",
]);

/**
 * The texts for the sign-in page.
 * @param failure from the address, so it can be any text; an unknown one comes from next-auth itself, about a
 * person of the configuration
 */
export function explainFailure(failure: string, place: Place): Explanation {
  const title = "You are not signed in";
  const known = FAILURES.find((one) => one === failure) ?? (BY_NEXT_AUTH.has(failure) ? "failed" : undefined);
  if (known) return { title, ...TEXTS[known](place) };
  return {
    title,
    detail: "This person can no longer sign in here.",
    suggestion: "Choose another person, or ask the platform team.",
  };
}
