import { createServer } from "node:http";
import next from "next";

// The minimum of a custom Next.js server.
const app = next({ dev: false, dir: process.argv[2] });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready at http://127.0.0.1:${server.address().port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
