import { EmailScreen } from "../../../ui/entrance/email-screen";

export default function Page() {
  return <EmailScreen />;
}
