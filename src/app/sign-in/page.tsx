import { SignInScreen } from "../../ui/entrance/sign-in-screen";

export default function Page() {
  return <SignInScreen />;
}
