import type { Demo } from "#demo/demo";
import { expect, get } from "./portal";

const ACCEPTED =
  'vitrine_http_requests_total{method="POST",route="/api/v1/webhooks/{repository}",status="202"}';

/** The portal has accepted deliveries of the Git host, and refused none. */
export async function expectDeliveries(portal: Demo): Promise<void> {
  const metrics = await (await get(portal, "/api/metrics")).text();
  expect(metrics).toContain(ACCEPTED);
  expect(metrics).not.toContain(ACCEPTED.replace("202", "403"));
}
