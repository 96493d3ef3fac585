/**
 * The build that this code belongs to: the server's or, in a browser, the page's. The same sources have the same id on every
 * machine (`src/cli/setup.mjs` inserts it); `source` if nothing was built.
 */
// biome-ignore lint/style/noProcessEnv: the build replaces it by its id.
export const build: string = process.env.PARLEY_BUILD ?? "source";

/** The header of responses to the web app that names the server's build. */
export const buildHeader = "X-Parley-Build";
