// Runs before the first paint and before anything of the page does. Kept as a file because the content security policy allows
// no inline script.

// The look, so that a dark screen never flashes white, and what keys do.
(() => {
  const stored = (key, allowed) => {
    try {
      const value = localStorage.getItem(key);
      return allowed.includes(value) ? value : allowed[0];
    } catch {
      return allowed[0];
    }
  };
  const root = document.documentElement;
  root.dataset.theme = stored("parley.theme", ["system", "light", "dark"]);
  root.dataset.density = stored("parley.density", ["comfortable", "compact"]);
  root.dataset.singleKeys = stored("parley.single-keys", ["on", "off"]);
})();

// What is typed into a workspace before the page runs. The page takes it from here: `ui/conversation/early-text.ts`.
(() => {
  const key = `parley.early.${location.pathname}`;
  const shelf = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null;
    }
  };
  const before = shelf((it) => it.getItem(key)) ?? "";
  const palette = () => document.querySelector("dialog[data-early-palette]");
  addEventListener(
    "input",
    ({ target }) => {
      if (target.closest("[data-early]")) shelf((it) => it.setItem(key, before + target.value));
      else if (palette()?.contains(target)) delete palette().dataset.entered;
    },
    true,
  );
  // A click beside the text does not take the focus away: nothing there works yet.
  addEventListener(
    "mousedown",
    (event) => {
      if (event.target.closest("[data-early]") && event.target.localName !== "textarea") event.preventDefault();
    },
    true,
  );
  // First of all listeners: React keeps keys from the others while it takes the page over.
  addEventListener(
    "keydown",
    (event) => {
      const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
      if (palette()?.open && key === "Enter") palette().dataset.entered = "";
      if (!(ctrlKey || metaKey) || shiftKey || altKey || key.toLowerCase() !== "k" || !palette()) return;
      event.preventDefault();
      if (palette().open) return;
      // What was given up before does not come back.
      palette().querySelector("input").value = "";
      delete palette().dataset.entered;
      palette().showModal();
    },
    true,
  );
})();
