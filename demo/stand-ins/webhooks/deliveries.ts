/** Deliveries of webhooks, one event after another. */

/** Milliseconds to wait for an answer. Neither GitHub nor GitLab repeats a delivery soon. */
const TIMEOUT = 10_000;

export interface Delivery {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Deliveries {
  /**
   * Sends deliveries in the background, after all earlier ones. They are built at once, as the state can change before
   * they are sent.
   * @param name for the report of a failure
   */
  send(name: string, build: Promise<readonly Delivery[]>): void;
  /** Resolves when everything has been delivered. */
  settled(): Promise<void>;
}

/** @param onFailure receives what kept deliveries from being built */
export function createDeliveries(onFailure: (problem: string) => void): Deliveries {
  let queue: Promise<void> = Promise.resolve();
  return {
    send(name, build) {
      build.catch(() => {});
      const run = async () => void (await Promise.all((await build).map(deliver)));
      queue = queue.then(run).catch((error: unknown) => onFailure(`Webhook ${name}: ${error}`));
    },
    settled: () => queue,
  };
}

/** A receiver that fails loses the delivery. */
async function deliver({ url, headers, body }: Delivery): Promise<void> {
  const request = fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    signal: AbortSignal.timeout(TIMEOUT),
  });
  await request.then((response) => response.body?.cancel()).catch(() => {});
}
