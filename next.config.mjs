const securityHeaders = Object.entries({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  // The names of the hosts that messages link to are asked for when somebody follows a link, not when they read it.
  "X-DNS-Prefetch-Control": "off",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}).map(([key, value]) => ({ key, value }));

const scriptless =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  // A page is loaded when it is first asked for: all of them at once would hold up the first requests, and stay in memory.
  experimental: { preloadEntriesOnStart: false },
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    resolveAlias: {
      entities: { browser: "./src/language/entities.ts" },
      "punycode.js": { browser: "./src/language/punycode.ts" },
      "use-intl/format-message": "use-intl/format-message/format-only",
    },
    rules: { "**/src/ui/strings/*.json": { loaders: ["./src/ui/strings/compile.mjs"], as: "*.js" } },
  },
  // One static page each; what stands behind it in the address is read in the browser.
  rewrites: async () => [
    { source: "/w/:path*", destination: "/w" },
    { source: "/invite/:code", destination: "/invite" },
    // Answered by the catch-all of the API where `server.ts` does not run.
    { source: "/:check(healthz|readyz)", destination: "/api/:check" },
  ],
  // What depends on the environment is added when a page is asked for (src/proxy.ts).
  headers: async () => [
    { source: "/:path((?!api/).*|api/auth/.*)", headers: securityHeaders },
    // next-auth has pages of its own, without scripts.
    { source: "/api/auth/:path*", headers: [{ key: "Content-Security-Policy", value: scriptless }] },
  ],
};

export default config;
