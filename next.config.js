/** Of every answer; the content security policy differs for each and is made in proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` does it, with the tests' and the demo's types as well; twice would double the wait for a demo.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@kubernetes/client-node", "pino", "prom-client"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};
