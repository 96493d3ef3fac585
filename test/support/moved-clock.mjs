// Loaded before a program (`--import`). Its clock jumps by an hour with each signal: forwards with SIGUSR2, backwards with
// SIGPWR. Timers and `performance.now` continue, as they do when a machine's clock is set.
const hourMs = 3_600_000;
const RealDate = Date;
let movedMs = 0;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
});

process.on("SIGUSR2", () => {
  movedMs += hourMs;
});
process.on("SIGPWR", () => {
  movedMs -= hourMs;
});

function now() {
  return RealDate.now() + movedMs;
}
