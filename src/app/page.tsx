import { HomeScreen } from "../ui/entrance/home-screen";

export default function Page() {
  return <HomeScreen />;
}
