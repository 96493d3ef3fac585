import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "@playwright/test";
import { browserArguments, findBrowser } from "../../src/cli/browser.mjs";
import { spread } from "./processes";
import type { Stage } from "./stage";

/** Starts a Chromium that may use every core, like a person's browser. */
export async function openBrowser(stage: Stage): Promise<Browser> {
  const executablePath = await findBrowser();
  const server = await chromium.launchServer({
    ...(executablePath !== undefined && { executablePath }),
    args: browserArguments,
  });
  stage.onClose(() => server.close());
  const { pid } = server.process();
  if (pid !== undefined) spread(pid);
  return chromium.connect(server.wsEndpoint());
}

/** A page in its own window. */
export async function openPage(browser: Browser, token: string, url: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name: "cc_session", value: token, url, httpOnly: true }]);
  // The compiler of these programs names functions through a helper that a page lacks.
  await context.addInitScript({ content: "globalThis.__name = (named) => named" });
  return context.newPage();
}

/** CPU seconds of a page's main thread so far: in total, and for scripts, styles and layout. */
export type MainThread = {
  readonly all: number;
  readonly script: number;
  readonly style: number;
  readonly layout: number;
};

/** Reads the CPU time that a page's main thread has used, without the time it waited for a core. */
export async function openMeter(page: Page): Promise<() => Promise<MainThread>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return {
      all: of("TaskDuration"),
      script: of("ScriptDuration"),
      style: of("RecalcStyleDuration"),
      layout: of("LayoutDuration"),
    };
  };
}
