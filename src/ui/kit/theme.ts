import { remember } from "./device-storage";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** The theme chosen on this device. `public/early.js` applies it before the first paint. */
export function currentTheme(): Theme {
  const value = document.documentElement.dataset.theme;
  return themes.find((theme) => theme === value) ?? "system";
}

export function setTheme(theme: Theme) {
  document.documentElement.dataset.theme = theme;
  remember("parley.theme", theme);
}

export function currentDensity(): Density {
  const value = document.documentElement.dataset.density;
  return densities.find((density) => density === value) ?? "comfortable";
}

export function setDensity(density: Density) {
  document.documentElement.dataset.density = density;
  remember("parley.density", density);
}
