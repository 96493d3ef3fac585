import { hasSingleKeys, isSingleKey } from "./single-keys";

/** The keys of a shortcut such as `Ctrl+Shift+K`, each in its own box; nothing for a shortcut that is turned off. */
export function Kbd({ keys }: { keys: string }) {
  if (isSingleKey(keys) && !hasSingleKeys()) return null;
  return (
    <span className="inline-flex gap-1">
      {keys.split(/(?<=.)\+(?=.)/).map((key) => (
        <kbd
          key={key}
          className="inline-flex min-w-5 justify-center rounded-sm border border-line bg-panel px-1 font-sans text-muted text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
