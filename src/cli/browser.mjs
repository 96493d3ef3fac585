import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installFromDebian } from "./debian.mjs";
import { program } from "./setup.mjs";
import { quietly, StepError, step } from "./steps.mjs";

const names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * What every browser of the tests is started with. A window of a headless Chromium has an address bar like any other, whose list
 * of suggestions is a page of its own: for nobody, it took most of the processor that a new window takes.
 */
export const browserArguments = [
  // The last list counts, so those that Playwright switches off are repeated: above all the one that asks for https first.
  `--disable-features=${[
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    ...["HttpsUpgrades", "PaintHolding", "Translate", "MediaRouter", "GlobalMediaControls", "LensOverlay"],
    ...["DestroyProfileOnBrowserClose", "ThirdPartyStoragePartitioning", "OptimizationHints"],
    ...["AvoidUnnecessaryBeforeUnloadCheckSync", "NetworkTimeServiceQuerying"],
  ].join(",")}`,
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** The path of a browser that starts: an installed Chromium or Chrome, otherwise the one that Playwright keeps. */
export async function findBrowser() {
  const { chromium } = await import("@playwright/test");
  const installed = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...installed, ...applications, chromium.executablePath()].find(starts);
}

/** Makes sure that there is a browser: finds one, or installs one with Playwright or apt. */
export async function ensureBrowser() {
  if ((await findBrowser()) !== undefined) return;
  await step("Getting a browser for the tests", getBrowser);
  if ((await findBrowser()) !== undefined) return;
  throw new StepError("No browser was found for the tests: install Chromium or Chrome and run npm test again.");
}

async function getBrowser() {
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  const playwright = [program("@playwright/test/cli.js"), "install", "chromium"];
  await quietly(process.execPath, playwright, { env }).catch(ignoreFailure);
  if ((await findBrowser()) === undefined) await installFromDebian("chromium");
}

/** All that counts is whether a browser is there afterwards. */
function ignoreFailure() {}

function starts(path) {
  return existsSync(path) && spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
