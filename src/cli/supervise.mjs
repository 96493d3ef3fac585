import { spawn } from "node:child_process";

// Runs a program for as long as its caller lives: `supervise.mjs COMMAND ARGUMENT …`, in its own process group. Standard input
// comes from the caller. When the caller dies, however it dies, the system closes standard input, and the whole group ends at
// once. Whatever the program was writing stays unfinished, as it would have anyway, but nothing keeps writing beside the next
// start.
const [, , command, ...args] = process.argv;
const isGroup = process.platform !== "win32";

const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
process.stdin.once("close", () => (isGroup ? process.kill(0, "SIGKILL") : child.kill())).resume();
// Signals go to the group: the program ends in its own way, and its supervisor after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

child.once("error", (error) => {
  process.stderr.write(`${command} cannot be started: ${error.message}\n`);
  process.exit(127);
});
child.once("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  // So that the caller learns of the signal. With the handlers above, the signal would not end this process.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
