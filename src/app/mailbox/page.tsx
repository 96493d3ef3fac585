import { MailboxScreen } from "../../ui/entrance/mailbox-screen";

export default function Page() {
  return <MailboxScreen />;
}
