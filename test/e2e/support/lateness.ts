import type { Page, Route } from "@playwright/test";

export type Late = {
  /** Lets everything through from now on, and what waited first. */
  readonly release: () => Promise<void>;
  /** Ends what waits, and whatever comes, as a network that is gone does. */
  readonly fail: () => Promise<void>;
};

/** What a page loads after itself: the code of what opens later. */
export async function lateCode(page: Page, address: string): Promise<(url: string) => boolean> {
  const html = await (await page.request.get(address)).text();
  const first = new Set([...html.matchAll(/\/_next\/[^"'\\]+?\.(?:js|css)/g)].map(([path]) => path));
  return (url) => {
    const { pathname } = new URL(url);
    return pathname.startsWith("/_next/static/") && !first.has(pathname);
  };
}

/** Every script of a page. */
export function anyScript(url: string): boolean {
  return /\/_next\/static\/.*\.js$/.test(new URL(url).pathname);
}

/** What is asked of the server: how a workspace begins, and everything after that. */
export function anyAnswer(url: string): boolean {
  return /^\/api\/(boot$|trpc\/)/.test(new URL(url).pathname);
}

/** Holds back what a page asks for until it is released or ended. */
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
