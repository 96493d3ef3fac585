import { remember } from "./theme";

type Pressed = { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean };

/** Whether shortcuts of one character work on this device: who speaks to a computer may switch them off. `public/early.js` reads the choice. */
export function hasSingleKeys(): boolean {
  return document.documentElement.dataset.singleKeys !== "off";
}

export function setSingleKeys(isOn: boolean) {
  const choice = isOn ? "on" : "off";
  document.documentElement.dataset.singleKeys = choice;
  remember("parley.single-keys", choice);
}

/** Whether a key is a shortcut of one character, and those are switched off. Ask it wherever keys have a meaning outside of text. */
export function isSwitchedOff({ key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey && !hasSingleKeys();
}

/** Whether a shortcut as it is shown, such as `R` or `Shift+U`, is one character. */
export function isSingleKey(keys: string): boolean {
  return [...keys.replace(/^Shift\+/, "")].length === 1 && !/^[↑↓←→]$/.test(keys);
}
