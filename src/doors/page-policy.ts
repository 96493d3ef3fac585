import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, resolve } from "node:path";

export interface PagePolicy {
  /** Sets the security headers of a page's response. */
  readonly apply: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface PagePolicyOptions {
  readonly hotReload: boolean;
  readonly secure: boolean;
}

/**
 * The Content-Security-Policy and its companions. The inline scripts of static pages are allowed by their hashes, taken
 * from the built files; a page that is rendered when asked for gets a nonce, which Next reads from the request.
 */
export async function createPagePolicy({ hotReload, secure }: PagePolicyOptions): Promise<PagePolicy> {
  const hashes = hotReload ? new Map<string, string[]>() : await readScriptHashes(resolve(".next/server/app"));
  return {
    apply: (request, response) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const nonce = `'nonce-${randomBytes(16).toString("base64")}'`;
      const scripts = hotReload ? ["'unsafe-inline'", "'unsafe-eval'"] : [nonce, ...hashesOf(path, hashes)];
      const policy = contentSecurityPolicy(scripts, secure);
      request.headers["content-security-policy"] = policy;
      response.setHeader("Content-Security-Policy", policy);
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("X-Frame-Options", "DENY");
      response.setHeader("Referrer-Policy", "same-origin");
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
      if (secure) response.setHeader("Strict-Transport-Security", "max-age=31536000");
    },
  };
}

function contentSecurityPolicy(scripts: readonly string[], secure: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** A static page may stand for everything beneath its path; whatever no page stands for is "not found". */
function hashesOf(path: string, hashes: ReadonlyMap<string, string[]>): readonly string[] {
  const found = hashes.get(path);
  if (found !== undefined) return found;
  const above = path.slice(0, path.lastIndexOf("/"));
  return above === "" ? (hashes.get("/_not-found") ?? []) : hashesOf(above, hashes);
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
