import { StartScreen } from "../../ui/entrance/start-screen";

export default function Page() {
  return <StartScreen />;
}
