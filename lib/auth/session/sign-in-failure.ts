/** Why nobody is signed in now; stands as `error` in the address of the sign-in page. */
export type SignInFailure = "refused" | "late" | "away" | "secret" | "barred" | "busy" | "failed";

/** What next-auth reports, by its message or code, once someone comes back from Gitea without a sign-in. */
const SIGNS: [RegExp, SignInFailure][] = [
  [/access_denied/, "refused"],
  // It took longer than the 15 minutes of these cookies, or began in another browser.
  [/cookie was missing|value could not be parsed|state mismatch|different provider/i, "late"],
  [/forbidden/, "barred"],
  [/invalid client secret|invalid_client|cannot load client/, "secret"],
  [/git-unavailable|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|timed out/, "away"],
];

/** @param reported the error that next-auth gives to its log. */
export function nameFailure(reported: unknown): SignInFailure {
  const error = isRecord(reported) && reported.error instanceof Error ? reported.error : reported;
  if (!(error instanceof Error)) return "failed";
  const code = "code" in error ? String(error.code) : "";
  const said = `${code} ${error.message}`;
  return SIGNS.find(([sign]) => sign.test(said))?.[1] ?? "failed";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

interface Explanation {
  title: string;
  detail: string;
  suggestion: string;
}

/**
 * The words for the sign-in page.
 *
 * @param failure from the address, so anything; what is unknown comes from next-auth itself, of a person of the
 *   configuration.
 * @param name of the provider.
 */
export function explainFailure(failure: string, name: string): Explanation {
  const title = "You are not signed in";
  const again =
    "Try again. If it stays, tell whoever runs the portal the time it happened: its log says why.";
  switch (failure) {
    case "refused":
      return {
        title,
        detail: `You did not allow the portal to act for you in ${name}.`,
        suggestion: `Sign in again and allow it: your requests and approvals are then your own in ${name}.`,
      };
    case "late":
      return {
        title,
        detail: `The way through ${name} took too long, or ended in another browser than it began in.`,
        suggestion: "Sign in again from here.",
      };
    case "away":
      return {
        title,
        detail: `${name} did not answer the portal.`,
        suggestion: `Try again in a moment. If it stays, ask the platform team whether ${name} runs.`,
      };
    case "secret":
      return {
        title,
        detail: `${name} does not accept the portal's client id and secret.`,
        suggestion: "Ask whoever installed the portal to check VITRINE_SIGN_IN.",
      };
    case "barred":
      return {
        title,
        detail: `${name} does not tell the portal who you are.`,
        suggestion: `In ${name}, remove the portal's access under Settings, Applications, then sign in again. If it stays, your account may be barred: ask who runs ${name}.`,
      };
    case "busy":
      return {
        title,
        detail: "Too many people tried to sign in from your network address.",
        suggestion: "Wait a minute, then sign in again.",
      };
    case "failed":
    case "Callback":
    case "OAuthCallback":
    case "OAuthSignin":
      return { title, detail: `Signing in with ${name} did not work.`, suggestion: again };
    default:
      return {
        title,
        detail: "This person may not sign in here any more.",
        suggestion: "Choose again, or ask whoever runs the portal.",
      };
  }
}
