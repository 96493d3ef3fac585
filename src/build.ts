/**
 * The build that this code belongs to: the server's and, in a browser, that of the page. The same sources have the same id on every machine
 * (`src/cli/setup.mjs` puts it in); `source` where nothing was built.
 */
// biome-ignore lint/style/noProcessEnv: the build replaces it by its id.
export const build: string = process.env.PARLEY_BUILD ?? "source";

/** The header of answers to the web app that names the server's build. */
export const buildHeader = "X-Parley-Build";
