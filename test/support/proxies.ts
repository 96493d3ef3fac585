import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports";
import { type Program, runCommand } from "./process";

/** A real proxy in front of a server. */
export type RunningProxy = { readonly url: string; close(): Promise<void> };

/** The kinds of proxies that people run in front of Parley, by what they tell it about the client. */
export const proxyKinds = {
  "nginx with nothing but proxy_pass": (port, target) => nginx(port, target, []),
  "nginx with nothing but proxy_pass and HTTP/1.1": (port, target) =>
    nginx(port, target, ["proxy_http_version 1.1", 'proxy_set_header Connection ""']),
  "nginx that passes the host on": (port, target) =>
    nginx(port, target, ["proxy_http_version 1.1", "proxy_set_header Host $http_host"]),
  "nginx with every header": (port, target) =>
    nginx(port, target, [
      "proxy_http_version 1.1",
      "proxy_set_header Host $http_host",
      "proxy_set_header X-Real-IP $remote_addr",
      "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for",
      "proxy_set_header X-Forwarded-Proto $scheme",
    ]),
  "one like Cloudflare's": (port, target) =>
    nginx(port, target, [
      "proxy_http_version 1.1",
      "proxy_set_header Host $http_host",
      "proxy_set_header CF-Connecting-IP $remote_addr",
    ]),
  "one like Caddy": (port, target) =>
    nginx(port, target, [
      "proxy_http_version 1.1",
      "proxy_set_header Host $http_host",
      "proxy_set_header X-Forwarded-For $remote_addr",
      "proxy_set_header X-Forwarded-Host $http_host",
      "proxy_set_header X-Forwarded-Proto $scheme",
    ]),
  "HAProxy without forwardfor": (port, target) => haproxy(port, target, []),
  "HAProxy with forwardfor": (port, target) => haproxy(port, target, ["option forwardfor"]),
} satisfies Record<string, (port: number, target: URL) => Configuration>;

export type ProxyKind = keyof typeof proxyKinds;

type Configuration = { readonly command: string; readonly args: (file: string) => string[]; readonly text: string };

/** Starts a proxy of a kind in front of a server, on a port of this machine. Fails with a clear message if not installed. */
export async function startProxy(kind: ProxyKind, target: string): Promise<RunningProxy> {
  const port = await freePort();
  return startConfigured(proxyKinds[kind](port, new URL(target)), port);
}

/** The settings of an nginx that sends each request to the next of several servers, without any stickiness. */
export function roundRobin(targets: readonly string[]): string {
  const servers = targets.map((target) => `server ${new URL(target).host} max_fails=0;`);
  return `upstream servers { ${servers.join(" ")} }`;
}

/** Starts an nginx in front of the upstream that its settings call `name`. */
export async function startBalancer(settings: string, name = "servers"): Promise<RunningProxy> {
  const port = await freePort();
  const websockets = [
    "proxy_http_version 1.1",
    "proxy_set_header Upgrade $http_upgrade",
    "proxy_set_header Connection $connection_upgrade",
  ];
  const configuration = nginx(
    port,
    { host: name },
    ["proxy_set_header Host $http_host", ...websockets],
    ['map $http_upgrade $connection_upgrade { default upgrade; "" ""; }', settings],
  );
  return startConfigured(configuration, port);
}

async function startConfigured({ command, args, text }: Configuration, port: number): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), "parley-proxy-"));
  const file = join(folder, "configuration");
  writeFileSync(file, text.replaceAll("FOLDER", folder));
  const program = runCommand(command, args(file));
  const missing = new Promise<never>((_, reject) => {
    program.child.once("error", (cause) =>
      reject(new Error(`${command} is not installed on this machine.`, { cause })),
    );
  });
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([listening(url, program), missing]);
  return {
    url,
    close: async () => {
      await program.end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(url: string, program: Program): Promise<void> {
  let ended: number | null | undefined;
  void program.exited.then((code) => {
    ended = code;
  });
  for (;;) {
    if (ended !== undefined) throw new Error(`The proxy ended with ${ended}: ${program.output()}`);
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

function nginx(
  port: number,
  target: Pick<URL, "host">,
  lines: readonly string[],
  above: readonly string[] = [],
): Configuration {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path FOLDER/${name};`);
  return {
    command: "nginx",
    args: (file) => ["-c", file, "-e", "stderr"],
    text: `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off; master_process off; worker_processes 1; pid FOLDER/pid; error_log stderr;
events { worker_connections 64; }
http {
  access_log off; ${[...paths, ...above].join(" ")}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://${target.host}; ${lines.map((line) => `${line};`).join(" ")} }
  }
}
`,
  };
}

function haproxy(port: number, target: URL, lines: readonly string[]): Configuration {
  return {
    command: "haproxy",
    args: (file) => ["-db", "-f", file],
    text: `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen parley
  bind 127.0.0.1:${port}
${lines.map((line) => `  ${line}`).join("\n")}
  server parley ${target.host}
`,
  };
}
