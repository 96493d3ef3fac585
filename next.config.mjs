import { existsSync, readFileSync } from "node:fs";
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from "next/constants.js";

// By default, Next.js takes the topmost folder with a lockfile for the project, even one above it.
const root = import.meta.dirname;

const securityHeaders = Object.entries({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  // The host names in a message's links are resolved when somebody follows a link, not when they read it.
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
  // A page is loaded on its first request: loading all of them at once would delay the first requests and use memory for good.
  experimental: { preloadEntriesOnStart: false },
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: root,
  turbopack: {
    root,
    resolveAlias: {
      entities: { browser: "./src/language/entities.ts" },
      "punycode.js": { browser: "./src/language/punycode.ts" },
      "use-intl/format-message": "use-intl/format-message/format-only",
    },
    rules: { "**/src/ui/strings/*.json": { loaders: ["./src/ui/strings/compile.mjs"], as: "*.js" } },
  },
  // One static page each; the browser reads the rest of the address.
  rewrites: async () => [
    { source: "/w/:path*", destination: "/w" },
    { source: "/invite/:code", destination: "/invite" },
    // Answered by the catch-all route of the API where `server.ts` does not run.
    { source: "/:check(healthz|readyz)", destination: "/api/:check" },
  ],
  // Headers that depend on the environment are added when a page is requested (src/proxy.ts).
  headers: async () => [
    { source: "/:path((?!api/).*|api/auth/.*)", headers: securityHeaders },
    // Next lets shared caches keep a static page for a year. Its policy and its scripts change with every build and setting.
    { source: "/:path((?!api/|_next/).*)", headers: [{ key: "Cache-Control", value: "no-cache" }] },
    // next-auth has pages of its own, without scripts.
    { source: "/api/auth/:path*", headers: [{ key: "Content-Security-Policy", value: scriptless }] },
  ],
};

/** @type {(phase: string) => import("next").NextConfig} */
export default function configOf(phase) {
  if (phase === PHASE_DEVELOPMENT_SERVER) return { ...config, pageExtensions: ["tsx", "ts", "dev.tsx"] };
  const build = buildOf(phase);
  if (build === undefined) return config;
  return {
    ...config,
    env: { PARLEY_BUILD: build },
    generateBuildId: () => build,
    // In the address of every script, so that a proxy can route it to a server of its build. A host that sets its own id routes
    // by that.
    // biome-ignore lint/style/noProcessEnv: Next refuses another id than this one.
    deploymentId: process.env.NEXT_DEPLOYMENT_ID || build,
  };
}

/** The id that `src/cli/setup.mjs` gives a build. A server reads it from the build output. */
function buildOf(phase) {
  // biome-ignore lint/style/noProcessEnv: it tells nobody else.
  if (phase === PHASE_PRODUCTION_BUILD) return process.env.PARLEY_BUILD;
  const file = new URL(".next/BUILD_ID", import.meta.url);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
