import { DesignScreen } from "../../ui/design/design-screen";

/** Every component in every state. Only `npm run dev` takes files named like this one for pages. */
export default function Page() {
  return <DesignScreen />;
}
