import { describe, expect, it } from "vitest";
import { parseWebhookSecret, signDelivery } from "#lib/server/events/signature";

describe("signDelivery", () => {
  it("equals the example of Standard Webhooks", () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.test.ts
    const key = parseWebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    if (!key) throw new Error("The secret is not valid.");
    const headers = signDelivery("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}', key);
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("parseWebhookSecret", () => {
  it.each([
    ["no prefix", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["too short a key", "whsec_c2hvcnQ="],
    ["other characters", `whsec_${"!".repeat(40)}`],
    ["nothing", ""],
  ])("refuses a secret with %s", (_reason, secret) => {
    expect(parseWebhookSecret(secret)).toBeUndefined();
  });
});
