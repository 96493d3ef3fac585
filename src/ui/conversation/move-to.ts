import { type Place, pathOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { keepWaitingText, waitingKey, waitingText } from "./pane/waiting-text";

/** Lets the address say the present name of where one is. What waits under it comes along. */
export function moveTo(place: Place): void {
  const [from, to] = [waitingKey(location.pathname), waitingKey(pathOf(place))];
  const text = waitingText(from);
  if (from !== to && text !== "") {
    keepWaitingText(to, waitingText(to) + text);
    keepWaitingText(from, "");
  }
  go(place, { replace: true });
}
