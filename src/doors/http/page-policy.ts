import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Env } from "../../env";

/** The security headers of a page, by its path. They depend on where Parley is served. */
export type PagePolicy = (path: string) => Readonly<Record<string, string>>;

/** The built pages, under the working directory. */
const builtPages = ".next/server/app";

type Setting = Pick<Env, "hotReload" | "url" | "realtimeUrl">;

/**
 * Creates the policy: the Content-Security-Policy and, over HTTPS, Strict-Transport-Security. The inline scripts of static pages
 * are allowed by their hashes, taken from the built files.
 */
export async function createPagePolicy(env: Setting): Promise<PagePolicy> {
  const hashes = env.hotReload ? new Map<string, string[]>() : await readScriptHashes(resolve(builtPages));
  const isSecure = env.url.startsWith("https:");
  return (path) => {
    const scripts = env.hotReload ? ["'unsafe-inline'", "'unsafe-eval'"] : hashesOf(path, hashes);
    return {
      "Content-Security-Policy": contentSecurityPolicy(scripts, {
        isSecure,
        connect: realtimeSources(env),
        // The design page shows in frames what opens above everything else. There is none in a build.
        frames: env.hotReload ? "'self'" : "'none'",
      }),
      ...(isSecure ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
    };
  };
}

type Rules = { readonly isSecure: boolean; readonly connect: readonly string[]; readonly frames: string };

function contentSecurityPolicy(scripts: readonly string[], { isSecure, connect, frames }: Rules): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(" "),
    "style-src 'self' 'unsafe-inline'",
    // Only our own images, sounds and fonts: others would tell their hosts who reads, when, and from where.
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    ["connect-src 'self'", ...connect].join(" "),
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-src ${frames}`,
    `frame-ancestors ${frames}`,
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** The HTTP and WebSocket origins of realtime nodes on another host. */
function realtimeSources({ url, realtimeUrl }: Setting): string[] {
  return realtimeUrl === url ? [] : [realtimeUrl, realtimeUrl.replace(/^http/u, "ws")];
}

/** A path without a page of its own is served the page above it (`/w/acme`) or "not found" (`/sign-in/acme`). */
function hashesOf(path: string, hashes: ReadonlyMap<string, string[]>): readonly string[] {
  const found = hashes.get(path);
  if (found !== undefined) return found;
  return [...(hashes.get("/_not-found") ?? []), ...hashesAbove(path, hashes)];
}

function hashesAbove(path: string, hashes: ReadonlyMap<string, string[]>): readonly string[] {
  const above = path.slice(0, path.lastIndexOf("/"));
  return above === "" ? [] : (hashes.get(above) ?? hashesAbove(above, hashes));
}

/** Maps the path of every static page to the hashes of its inline scripts. */
async function readScriptHashes(folder: string): Promise<Map<string, string[]>> {
  const names = await readdir(folder, { recursive: true });
  const pages = names.filter((name) => name.endsWith(".html"));
  const read = async (name: string): Promise<[string, string[]]> => {
    const html = await readFile(join(folder, name), "utf8");
    return [pathOf(name), [...new Set(inlineScripts(html).map(hashSource))]];
  };
  return new Map(await Promise.all(pages.map(read)));
}

function pathOf(name: string): string {
  const page = name.slice(0, -".html".length);
  return page === "index" ? "/" : `/${page}`;
}

function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = ""]) => script);
}

function hashSource(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
