export type OnScreenOptions = {
  /** Called for each screen that starts to show a thing. */
  onEnter(id: string): void;
  /** Called when the last one is gone. */
  onLeave(id: string): void;
};

/** Counts the things on screen, since a screen may show the same thing twice. */
export function createOnScreen({ onEnter, onLeave }: OnScreenOptions) {
  const counts = new Map<string, number>();
  return {
    ids: (): string[] => [...counts.keys()],
    /** Something shows this thing. Call the returned function when it no longer does. */
    enter: (id: string): (() => void) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      onEnter(id);
      return () => {
        const left = (counts.get(id) ?? 1) - 1;
        if (left > 0) counts.set(id, left);
        else {
          counts.delete(id);
          onLeave(id);
        }
      };
    },
  };
}
