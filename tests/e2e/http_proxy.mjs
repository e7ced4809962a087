// A proxy that knows HTTP, in front of a port of this machine, and what such proxies do to WebSockets.
//
//   const proxy = await startProxy(program.port);
//   proxy.upgrades = "refused";   // or "cut": they open and end at once; or "passed"
//   proxy.cut();                  // every connection
//   for (const socket of proxy.sockets(/end of a URL$/)) socket.pause();   // what the program says on a WebSocket
//   proxy.close();
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";

export async function startProxy(port) {
  const agent = new Agent({ keepAlive: false });
  const sockets = new Set();
  const upgraded = new Map(); // and the URLs
  const keep = (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onwards = request({ port, host: "127.0.0.1", method, path: url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      outgoing.flushHeaders();
      answer.on("error", () => outgoing.destroy()).pipe(outgoing);
    });
    onwards.on("socket", keep).on("error", () => outgoing.destroy());
    outgoing.on("close", () => onwards.destroy());
    incoming.pipe(onwards);
  });
  server.on("connection", keep);
  server.on("upgrade", (incoming, socket, head) => {
    proxy.asked++;
    if (proxy.upgrades === "refused") return socket.end("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n");
    const { method, url, rawHeaders } = incoming;
    const lines = rawHeaders.map((word, index) => word + (index % 2 ? "\r\n" : ": ")).join("");
    const onwards = connect(port, "127.0.0.1");
    keep(onwards);
    upgraded.set(onwards, url);
    onwards.on("close", () => upgraded.delete(onwards));
    onwards.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n`);
    onwards.write(head);
    if (proxy.upgrades === "cut") onwards.once("data", () => (onwards.destroy(), socket.destroy()));
    socket.on("close", () => onwards.destroy()).pipe(onwards);
    onwards.on("close", () => socket.destroy()).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = {
    url: `http://127.0.0.1:${server.address().port}/`,
    upgrades: "passed",
    asked: 0,  // upgrades
    sockets: (url) => [...upgraded].filter((entry) => url.test(entry[1])).map(([socket]) => socket),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => (server.close(), proxy.cut()),
  };
  return proxy;
}
