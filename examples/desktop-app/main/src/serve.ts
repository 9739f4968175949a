// The main process under Node: the same application on a port of this machine.
//
//   node build/app/main/serve.js NOTES [PORT]
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { builtApp, startApp } from "./app.js";

const [notes, port = "0"] = process.argv.slice(2);
if (notes === undefined) {
  console.error("usage: serve.js NOTES [PORT]");
  process.exit(2);
}

const answer = await startApp({ app: builtApp, notes });
const server = createServer(async (incoming, outgoing) => {
  const response = await answer(new Request(new URL(incoming.url ?? "/", "http://localhost"), { method: incoming.method ?? "GET" }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
});
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`notebook: http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
