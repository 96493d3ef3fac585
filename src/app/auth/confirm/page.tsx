import { ConfirmScreen } from "../../../ui/entrance/confirm-screen";

export default function Page() {
  return <ConfirmScreen />;
}
