import { type Place, pathOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { keepWaitingText, waitingKey, waitingText } from "./pane/waiting-text";

/** Updates the address to the current name of the same place, and moves the text waiting under the old address. */
export function moveTo(place: Place): void {
  const [from, to] = [waitingKey(location.pathname), waitingKey(pathOf(place))];
  const text = waitingText(from);
  if (from !== to && text !== "") {
    keepWaitingText(to, waitingText(to) + text);
    keepWaitingText(from, "");
  }
  go(place, { replace: true });
}
