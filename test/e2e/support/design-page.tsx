import { createRoot } from "react-dom/client";
import { DesignScreen } from "../../../src/ui/design/design-screen";
import { AppProviders } from "../../../src/ui/shell/app-providers";

// Takes the place of a page of the build, so that it has the build's styles and fonts.
const root = document.createElement("div");
document.body.replaceChildren(root);
createRoot(root).render(
  <AppProviders>
    <DesignScreen />
  </AppProviders>,
);
