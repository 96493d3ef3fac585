"use client";

import { ConversationPane } from "../conversation/conversation-pane";
import { usePlace } from "../navigation/use-place";
import { pageAt } from "./pages";

/** The middle and right of the screen: the page in the address, or its conversation. */
export function ViewPane() {
  const place = usePlace();
  const page = pageAt(place);
  if (!page || place?.view?.kind !== "page") return <ConversationPane />;
  return <page.component params={place.view.params} />;
}
