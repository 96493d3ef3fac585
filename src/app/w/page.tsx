import { WorkspaceScreen } from "../../ui/workspace/workspace-screen";

export default function Page() {
  return <WorkspaceScreen />;
}
