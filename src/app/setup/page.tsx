import { SetUpScreen } from "../../ui/entrance/set-up-screen";

export default function Page() {
  return <SetUpScreen />;
}
