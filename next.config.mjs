/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    resolveAlias: {
      entities: { browser: "./src/ui/markdown/entities.ts" },
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
};

export default config;
