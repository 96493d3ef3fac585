import { InviteScreen } from "../../ui/entrance/invite-screen";

export default function Page() {
  return <InviteScreen />;
}
