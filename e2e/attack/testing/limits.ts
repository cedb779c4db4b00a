const RAISED = { burst: 1_000_000, perSecond: 100_000 };
const NAMES = ["address", "anonymous", "signIn", "person", "preview", "write"];

/**
 * Settings that let one machine send as fast as it can. Attacks come faster than people work; the limits that stop a
 * flood are tried by themselves (limits.spec.ts), with those that the portal has by default.
 */
export const LIMITS_RAISED: Readonly<Record<string, string>> = {
  VITRINE_LIMITS: JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, RAISED]))),
};
