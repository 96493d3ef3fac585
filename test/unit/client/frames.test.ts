import { expect, test, vi } from "vitest";
import { createAnimationFrames } from "../../../src/client/platform/animation-frames";

const frameMs = 16;

test("what is asked for is done before the next frame, once", () => {
  const { frames, draw, pass } = openPage();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  expect(done).not.toHaveBeenCalled();
  draw();
  expect(done).toHaveBeenCalledOnce();
  draw();
  pass(1_000);
  expect(done).toHaveBeenCalledOnce();
});

test("the frame that shows a key is left to the key, and the one after it takes what waited", () => {
  const { frames, draw } = openPage();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  frames.pressed();
  draw();
  expect(done).not.toHaveBeenCalled();
  draw();
  expect(done).toHaveBeenCalledOnce();
});

test("a key that comes after something was asked for goes first as well", () => {
  const { frames, draw } = openPage();
  frames.pressed();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  draw();
  expect(done).not.toHaveBeenCalled();
  draw();
  expect(done).toHaveBeenCalledOnce();
});

test("somebody who holds a key down puts nothing off by more than two frames", () => {
  const { frames, draw } = openPage();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  for (let key = 0; key < 3; key += 1) {
    expect(done).not.toHaveBeenCalled();
    frames.pressed();
    draw();
  }
  expect(done).toHaveBeenCalledOnce();
});

test("on a screen whose frames take long, a key puts nothing off", () => {
  const { frames, draw, pass } = openPage();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  pass(100);
  frames.pressed();
  draw();
  expect(done).toHaveBeenCalledOnce();
});

test("a key that is long on screen puts nothing off", () => {
  const { frames, draw, pass } = openPage();
  frames.pressed();
  pass(60);
  const done = vi.fn();
  frames.beforeNextFrame(done);
  draw();
  expect(done).toHaveBeenCalledOnce();
});

test("where no frame is drawn, as in a hidden tab, it is done within a quarter of a second", () => {
  const { frames, draw, pass } = openPage();
  const done = vi.fn();
  frames.beforeNextFrame(done);
  frames.pressed();
  pass(249);
  expect(done).not.toHaveBeenCalled();
  pass(1);
  expect(done).toHaveBeenCalledOnce();
  draw();
  expect(done).toHaveBeenCalledOnce();
});

/** A page whose frames are drawn, and whose time passes, when the test says so. */
function openPage() {
  let now = 1_000;
  let waiting: (() => void)[] = [];
  let timers: { at: number; callback: () => void }[] = [];
  const pass = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
  };
  const frames = createAnimationFrames({
    now: () => now,
    onFrame: (callback) => {
      waiting.push(callback);
      return () => {
        waiting = waiting.filter((one) => one !== callback);
      };
    },
    after: (delayMs, callback) => {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  const draw = () => {
    pass(frameMs);
    const due = waiting;
    waiting = [];
    for (const callback of due) callback();
  };
  return { frames, draw, pass };
}
