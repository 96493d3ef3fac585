import { remember } from "./device-storage";

type Pressed = { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean };

/** Whether single-character shortcuts work on this device. Speech users may turn them off. `public/early.js` reads the choice. */
export function hasSingleKeys(): boolean {
  return document.documentElement.dataset.singleKeys !== "off";
}

export function setSingleKeys(isOn: boolean) {
  const choice = isOn ? "on" : "off";
  document.documentElement.dataset.singleKeys = choice;
  remember("parley.single-keys", choice);
}

/** Whether a key is a single-character shortcut while those are off. Check it wherever keys act outside text. */
export function isSwitchedOff({ key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey && !hasSingleKeys();
}

/** Whether a displayed shortcut, such as `R` or `Shift+U`, is a single character. */
export function isSingleKey(keys: string): boolean {
  return [...keys.replace(/^Shift\+/, "")].length === 1 && !/^[↑↓←→]$/.test(keys);
}
