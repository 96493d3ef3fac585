import { existsSync, readFileSync } from "node:fs";
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from "next/constants.js";

// Left to itself, Next.js takes the topmost folder with a lockfile for the project, even one above it.
const root = import.meta.dirname;

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
    // Next lets shared caches keep a static page for a year. Its policy and its scripts change with every build and setting.
    { source: "/:path((?!api/|_next/).*)", headers: [{ key: "Cache-Control", value: "no-cache" }] },
    // next-auth has pages of its own, without scripts.
    { source: "/api/auth/:path*", headers: [{ key: "Content-Security-Policy", value: scriptless }] },
  ],
};

/** @type {(phase: string) => import("next").NextConfig} */
export default function configOf(phase) {
  const build = buildOf(phase);
  if (build === undefined) return config;
  return {
    ...config,
    env: { PARLEY_BUILD: build },
    generateBuildId: () => build,
    // In the address of every script, so that a proxy can lead it to a server of its build. A host that gives an id of its own leads by that.
    // biome-ignore lint/style/noProcessEnv: Next refuses another id than this one.
    deploymentId: process.env.NEXT_DEPLOYMENT_ID || build,
  };
}

/** The id that `src/cli/setup.mjs` gives a build; a server finds it in what was built. */
function buildOf(phase) {
  if (phase === PHASE_DEVELOPMENT_SERVER) return undefined;
  // biome-ignore lint/style/noProcessEnv: it tells nobody else.
  if (phase === PHASE_PRODUCTION_BUILD) return process.env.PARLEY_BUILD;
  const file = new URL(".next/BUILD_ID", import.meta.url);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
