import { type NextRequest, NextResponse } from "next/server";
import { createPagePolicy, type PagePolicy } from "./doors/http/page-policy";
import { loadEnv } from "./env";

/** Pages only, without their assets and the responses of the API. */
export const config = { matcher: "/((?!_next/static/|api/|healthz$|readyz$).*)" };

let policy: Promise<PagePolicy> | undefined;

/**
 * Gives pages the headers that depend on the environment, which no build knows. It decides about nobody's access: only the API
 * does.
 */
export async function proxy({ nextUrl }: NextRequest): Promise<NextResponse> {
  policy ??= createPagePolicy(loadEnv());
  return NextResponse.next({ headers: (await policy)(nextUrl.pathname) });
}
