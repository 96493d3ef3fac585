/** A frame that is not drawn, as in a hidden tab, must not delay the title and the badge. */
const unseenMs = 250;

/** By then a key is on screen, however much else there is to do. */
const keyMs = 50;

/** How long other people's messages wait for keys: two frames of a fast screen, none of a slow one, where they would be late. */
const patienceMs = 34;

/** The browser's means of drawing. Each returned function cancels the request. */
export type Drawing = {
  now(): number;
  onFrame(callback: () => void): () => void;
  after(delayMs: number, callback: () => void): () => void;
};

/**
 * Calls back before the next frame is drawn. A frame that shows a key press is skipped: a person who types sees each letter as
 * soon as if nobody else wrote, and other people's messages a frame or two later. `pressed` reports a key press.
 */
export function createAnimationFrames({ now, onFrame, after }: Drawing) {
  let pressedAt = Number.NEGATIVE_INFINITY;

  function beforeNextFrame(callback: () => void): void {
    const askedAt = now();
    let callOffFrame = onFrame(look);
    const callOffTimer = after(unseenMs, run);

    function look(): void {
      const isKeyWaiting = now() - pressedAt < keyMs;
      if (!isKeyWaiting || now() - askedAt >= patienceMs) {
        run();
        return;
      }
      // This frame shows the key; the next one is free, unless another key comes.
      pressedAt = Number.NEGATIVE_INFINITY;
      callOffFrame = onFrame(look);
    }

    function run(): void {
      callOffFrame();
      callOffTimer();
      callback();
    }
  }

  return {
    beforeNextFrame,
    pressed: (): void => {
      pressedAt = now();
    },
  };
}

export type AnimationFrames = ReturnType<typeof createAnimationFrames>;
