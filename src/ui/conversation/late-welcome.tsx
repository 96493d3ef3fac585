"use client";

import { late, useLate } from "../kit/late";

const welcome = late(() => import("./welcome").then((module) => module.Welcome));

/** Fetches the code of the first steps. Called while a conversation is on its way, so that they are drawn with it. */
export const wantWelcome = welcome.want;

/** The first steps, once their code is here. */
export function LateWelcome({ conversationId }: { conversationId: string }) {
  const { Part: Welcome } = useLate(welcome);
  return Welcome ? <Welcome conversationId={conversationId} /> : null;
}
