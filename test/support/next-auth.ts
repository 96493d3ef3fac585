import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { apiResolver } from "next/dist/server/api-utils/node/api-resolver";
import handle, { config } from "../../src/pages/api/[[...path]]";
import type { Auth } from "../../src/server/auth/auth";

export type Served = { readonly url: string; readonly close: () => Promise<void> };

/** Serves next-auth's route over HTTP through Next's own resolver of API routes, with the given app behind it. */
export async function serveNextAuth(auth: Auth): Promise<Served> {
  Reflect.set(globalThis, Symbol.for("parley.app"), { auth });
  const preview = { previewModeId: "", previewModeEncryptionKey: "", previewModeSigningKey: "" };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const query = { ...Object.fromEntries(url.searchParams), path: url.pathname.split("/").slice(2) };
    void apiResolver(request, response, query, { default: handle, config }, { ...preview, dev: true }, false);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      Reflect.deleteProperty(globalThis, Symbol.for("parley.app"));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A browser's cookies between requests, and nothing else of a browser. */
export function createJar(url: string) {
  const cookies = new Map<string, string>();

  async function send(path: string, { form, ...init }: RequestInit & { form?: Record<string, string> } = {}) {
    const response = await fetch(`${url}${path}`, {
      redirect: "manual",
      ...init,
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  async function csrf(): Promise<string> {
    const { csrfToken }: { csrfToken: string } = await (await send("/api/auth/csrf")).json();
    return csrfToken;
  }

  return { send, csrf, cookies };
}
