import { readdirSync, readFileSync } from "node:fs";
import type { Page, Route } from "@playwright/test";

export type Late = {
  /** Lets everything through from now on, starting with the waiting requests. */
  readonly release: () => Promise<void>;
  /** Fails the waiting requests and all later ones, like a lost network. */
  readonly fail: () => Promise<void>;
};

/** Matches the code that a page loads later, for what opens later. */
export async function lateCode(page: Page, address: string): Promise<(url: string) => boolean> {
  const html = await (await page.request.get(address)).text();
  const first = new Set([...html.matchAll(/\/_next\/[^"'\\]+?\.(?:js|css)/g)].map(([path]) => path));
  return (url) => {
    const { pathname } = new URL(url);
    // A face is no code: a page waits for it before it counts as loaded.
    return /^\/_next\/static\/.*\.(?:js|css)$/.test(pathname) && !first.has(pathname);
  };
}

/** Matches the code that a page loads later, except what it needs to ask the server anything. */
export async function lateCodeButCalls(page: Page, address: string): Promise<(url: string) => boolean> {
  const isLate = await lateCode(page, address);
  const folder = ".next/static/chunks";
  const ofCalls = readdirSync(folder).filter(
    (name) => name.endsWith(".js") && readFileSync(`${folder}/${name}`, "utf8").includes("TRPCClientError"),
  );
  return (url) => isLate(url) && !ofCalls.some((name) => new URL(url).pathname.endsWith(`/${name}`));
}

/** Matches every script of a page. */
export function anyScript(url: string): boolean {
  return /\/_next\/static\/.*\.js$/.test(new URL(url).pathname);
}

/** Matches the requests to the API: the boot of a workspace, and everything after it. */
export function anyAnswer(url: string): boolean {
  return /^\/api\/(boot$|trpc\/)/.test(new URL(url).pathname);
}

/** Holds back a page's matching requests until they are released or failed. */
export async function holdBack(page: Page, isMeant: (url: string) => boolean): Promise<Late> {
  let wanted: "wait" | "go" | "end" = "wait";
  const waiting: Route[] = [];
  const settle = (route: Route) => (wanted === "go" ? route.continue() : route.abort("connectionfailed"));
  const decide = async (next: "go" | "end") => {
    wanted = next;
    await Promise.all(waiting.splice(0).map((route) => settle(route).catch(() => {})));
  };
  await page.route(
    (url) => isMeant(url.href),
    async (route) => {
      if (wanted === "wait") waiting.push(route);
      else await settle(route);
    },
  );
  return { release: () => decide("go"), fail: () => decide("end") };
}
