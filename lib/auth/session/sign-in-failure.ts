/** Why a sign-in failed; the parameter `error` in the address of the sign-in page. */
export type SignInFailure = "refused" | "late" | "away" | "secret" | "barred" | "busy" | "failed";

/** next-auth's error messages and codes for a person who returns from Gitea without a sign-in. */
const SIGNS: [RegExp, SignInFailure][] = [
  [/access_denied/, "refused"],
  // The sign-in took longer than the 15 minutes of these cookies, or began in another browser.
  [/cookie was missing|value could not be parsed|state mismatch|different provider/i, "late"],
  [/forbidden/, "barred"],
  [/invalid client secret|invalid_client|cannot load client/, "secret"],
  [/git-unavailable|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|timed out/, "away"],
];

/** @param reported the error that next-auth logs */
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
 * The texts for the sign-in page.
 * @param failure from the address, so it can be any text; an unknown one comes from next-auth itself, about a
 * person of the configuration
 * @param name of the provider
 */
export function explainFailure(failure: string, name: string): Explanation {
  const title = "You are not signed in";
  const again =
    "Try again. If the problem persists, tell the platform team the time at which it happened. The portal's log has the cause.";
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
        detail: `Signing in with ${name} took too long, or ended in another browser than it began in.`,
        suggestion: "Sign in again from here.",
      };
    case "away":
      return {
        title,
        detail: `${name} did not answer the portal.`,
        suggestion: `Try again in a moment. If the problem persists, ask the platform team whether ${name} runs.`,
      };
    case "secret":
      return {
        title,
        detail: `${name} does not accept the portal's client id and secret.`,
        suggestion: "Ask the platform team to check VITRINE_SIGN_IN.",
      };
    case "barred":
      return {
        title,
        detail: `${name} does not tell the portal who you are.`,
        suggestion: `In ${name}, remove the portal's access under Settings, Applications, then sign in again. If the problem persists, your account may be blocked. Ask the people who run ${name}.`,
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
        detail: "This person can no longer sign in here.",
        suggestion: "Choose another person, or ask the platform team.",
      };
  }
}
