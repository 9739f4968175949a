// The main process under Electron: a window that shows the site, which asks through the
// scheme `notebook:`. Type-checked in every build; running it takes the Electron binary.
import { app, BrowserWindow, protocol } from "electron/main";
import { join } from "node:path";

import { builtApp, startApp } from "./app.js";

protocol.registerSchemesAsPrivileged([
  { scheme: "notebook", privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

await app.whenReady();
protocol.handle("notebook", await startApp({ app: builtApp, notes: join(app.getPath("documents"), "notes") }));
app.on("window-all-closed", () => app.quit());
await new BrowserWindow({ width: 1000, height: 700 }).loadURL("notebook://app/");
