import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import type { ProviderFetch } from "#lib/auth/providers/provider-http";

/**
 * `fetch` that trusts the certificates in a file instead of those of Node.js, as `--oidc-ca-file` of the kube-apiserver
 * does. The file is read at each call, so renewed certificates need no restart. Redirects are not followed.
 */
export function createTrustedFetch(caFile: string): ProviderFetch {
  return async (address, { method = "GET", headers, body, signal }) => {
    const ca = await readFile(/* turbopackIgnore: true */ caFile, "utf8");
    const form = body instanceof URLSearchParams ? body.toString() : undefined;
    const sent = new Headers(headers);
    if (form !== undefined) sent.set("content-type", "application/x-www-form-urlencoded");
    return new Promise((resolve, reject) => {
      const options = { method, headers: Object.fromEntries(sent), ca, ...(signal ? { signal } : {}) };
      const call = request(address, options, (response) => {
        const { statusCode: status = 500, headers: got } = response;
        const received = Object.entries(got).map(
          ([name, value]) => [name, String(value)] as [string, string],
        );
        text(response).then((answer) => resolve(new Response(answer, { status, headers: received })), reject);
      });
      call.on("error", reject);
      call.end(form);
    });
  };
}
