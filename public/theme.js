// Runs before the first paint, so that a dark screen never flashes white. Kept as a file because the
// content security policy allows no inline script.
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
})();
