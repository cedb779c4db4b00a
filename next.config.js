/** Of every answer. The content security policy of a page differs for each and is made in proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** Of what is no page, as lib/auth/security-headers.ts has it: a browser that shows it as one runs nothing in it. */
const dataPolicy = { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" };

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` does it, with the tests' and the demo's types as well; twice would double the wait for a demo.
  typescript: { ignoreBuildErrors: true },
  // Pictures are not resized here (see `images`), and this is most of what the server would need for it.
  outputFileTracingExcludes: { "*": ["node_modules/@img/**", "node_modules/sharp/**"] },
  serverExternalPackages: ["pino", "prom-client"],
  // Icons are shown as they are. The optimizer would fetch and resize pictures for anyone who asks.
  images: { unoptimized: true },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/api/:path*", headers: [dataPolicy] },
  ],
};
