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
  // The names and bounds are those of `ui/kit/kept-width.ts`.
  const bounds = { sidebar: [220, 360], thread: [320, 640], details: [320, 640] };
  for (const [name, [min, max]] of Object.entries(bounds)) {
    const widths = Array.from({ length: max - min + 1 }, (_, more) => String(min + more));
    const width = stored(`parley.width.${name}`, ["", ...widths]);
    if (width) root.style.setProperty(`--${name}-width`, `${width}px`);
  }
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

// The scripts and styles of the page. While Parley is updated, servers of two builds may answer at one address, and one of them does not
// have what the other's page needs. So what does not come is asked for again until the other one answers.
(() => {
  const root = document.documentElement;
  const isRunning = () => root.dataset.running !== undefined;
  // A page that runs can tell by itself what is missing.
  const triesMax = () => (isRunning() ? 2 : 16);
  const pauseMs = (tries) => Math.min(50 * tries, 250);
  // What was asked for again: in whose place, and how often.
  const attempts = new WeakMap();
  const lost = new WeakSet();
  let isGivenUp = false;

  const addressOf = (part) =>
    part.localName === "script" ? part.src : part.localName === "link" && part.rel === "stylesheet" ? part.href : "";
  const isBuilt = (part) => addressOf(part).startsWith(`${location.origin}/_next/static/`);

  const missing = (part) => {
    if (lost.has(part)) return;
    lost.add(part);
    const { original, tries } = attempts.get(part) ?? { original: part, tries: 0 };
    if (part !== original) part.remove();
    if (tries < triesMax()) setTimeout(askAgain, pauseMs(tries), original, tries + 1);
    else giveUp(original);
  };

  const askAgain = (original, tries) => {
    const part = document.createElement(original.localName);
    for (const { name, value } of original.attributes) if (name !== "id") part.setAttribute(name, value);
    attempts.set(part, { original, tries });
    // Who waits for the original hears how it ended.
    part.addEventListener("load", () => original.dispatchEvent(new Event("load")));
    if (original.isConnected) original.after(part);
    else document.head.append(part);
  };

  const giveUp = (original) => {
    original.dispatchEvent(new Event("error"));
    if (isRunning() || isGivenUp) return;
    isGivenUp = true;
    if (!hasUnkeptText() && isFirstReload()) location.reload();
    else showFault();
  };

  // The text of `data-early` is kept over a reload, see above.
  const hasUnkeptText = () =>
    [...document.querySelectorAll("input, textarea")].some(
      (field) => field.value !== field.defaultValue && !field.closest("[data-early]"),
    );

  // Where that cannot be noted nothing is reloaded: it could go on for ever.
  const isFirstReload = () => {
    try {
      if (sessionStorage.getItem("parley.reloaded") !== null) return false;
      sessionStorage.setItem("parley.reloaded", "1");
      return true;
    } catch {
      return false;
    }
  };

  const showFault = () => {
    const bar = document.querySelector("[data-early-fault]");
    if (bar === null) return;
    bar.hidden = false;
    bar.querySelector("button").addEventListener("click", () => location.reload());
  };

  // Before all others hear of it. What this page sends itself is for them.
  addEventListener(
    "error",
    (event) => {
      if (!event.isTrusted || !(event.target instanceof Element) || !isBuilt(event.target)) return;
      event.stopImmediatePropagation();
      missing(event.target);
    },
    true,
  );

  // What failed before this file was here. A browser that does not tell the status gets everything a second time, from its cache.
  for (const part of [...document.querySelectorAll("script, link")].filter(isBuilt)) {
    const entry = performance.getEntriesByName(addressOf(part)).pop();
    if (entry && !(entry.responseStatus >= 200 && entry.responseStatus < 400)) missing(part);
  }
})();
