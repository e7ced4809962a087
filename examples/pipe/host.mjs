#!/usr/bin/env node
// Shows the pages of a program that has no network, only a standard input and output (pipe.cpp): it carries what they
// say to each other, and knows nothing of it.
//
//   node host.mjs [--port N] PROGRAM [-- ARGUMENT...]
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values, positionals: [program, ...more] } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "8080" } },
});
const largest = 16 * 2 ** 20;

const child = spawn(program, more, { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map(); // whom the program may say something: requests for a page, and ways to pages
let requests = 0;

const say = (what, whom, body = Buffer.alloc(0)) => {
  child.stdin.write(`${what} ${whom} ${body.length}\n`);
  child.stdin.write(body);
};
child.stdin.on("error", () => {}); // it has ended, which is told below

const hear = (what, whom, body) => {
  if (what === "end") return child.stdin.end();
  const answer = waiting.get(whom);
  if (what === "page") answer?.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  if (what === "frame") {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    answer?.write(Buffer.concat([size, body]));
  } else if (what === "wait") {
    if (answer) answer.held ??= new Promise((go) => (answer.go = go));
  } else if (what === "go") {
    answer?.go?.();
    if (answer) answer.held = undefined;
  } else {
    answer?.end(body);
    waiting.delete(whom);
  }
};

// What comes in pieces, as the messages that it consists of. `end_of(bytes)`: where the first of them ends, which may be
// behind all that has come.
class Messages {
  #end_of;
  #pieces = [];
  #wanted = 1;
  size = 0; // of what has come, and is no whole message yet

  constructor(end_of) {
    this.#end_of = end_of;
  }

  *in(piece) {
    this.#pieces.push(piece);
    this.size += piece.length;
    if (this.size < this.#wanted) return;
    let bytes = Buffer.concat(this.#pieces);
    for (let end; (this.#wanted = end = this.#end_of(bytes)) <= bytes.length; bytes = bytes.subarray(end)) {
      yield bytes.subarray(0, end);
    }
    this.#pieces = [bytes];
    this.size = bytes.length;
  }
}

const line_of = (bytes) => bytes.toString("utf8", 0, bytes.indexOf("\n"));
const said = new Messages((bytes) => {
  const line = bytes.indexOf("\n");
  return line < 0 ? bytes.length + 1 : line + 1 + Number(line_of(bytes).split(" ")[2]);
});
child.stdout.on("data", (piece) => {
  for (const message of said.in(piece)) {
    const line = line_of(message);
    const [what, whom] = line.split(" ");
    hear(what, whom, message.subarray(line.length + 1));
  }
});

const open = (whom, response) => {
  waiting.set(whom, response);
  response.on("close", () => {
    response.go?.();
    if (waiting.delete(whom)) say("close", whom);
  });
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store", Connection: "close" });
  response.flushHeaders();
  say("open", whom);
};

const take = async (whom, request, response) => {
  const frames = new Messages((bytes) => (bytes.length < 4 ? 4 : 4 + bytes.readUInt32LE()));
  for await (const piece of request) {
    for (const frame of frames.in(piece)) {
      await waiting.get(whom)?.held;
      if (waiting.has(whom)) say("frame", whom, frame.subarray(4));
    }
    if (frames.size > 4 + largest) return request.destroy();
  }
  response.writeHead(waiting.has(whom) ? 204 : 410).end();
};

// Not a page of another site, nor one that reached this machine by a foreign name.
const may_connect = ({ host = "", origin }) =>
  /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && (!origin || origin === `http://${host}`);

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const whom = /^\/frames\/([\w-]+\/[\w-]+)$/.exec(url)?.[1];
  if (!may_connect(headers)) response.writeHead(403).end();
  else if (method === "GET" && url === "/") {
    const asked = String(++requests);
    waiting.set(asked, response);
    say("page", asked);
  } else if (method === "GET" && whom && !waiting.has(whom)) open(whom, response);
  else if (method === "POST" && whom) take(whom, request, response).catch(() => {});
  else response.writeHead(404).end();
});
server.listen(Number(values.port), "127.0.0.1", () =>
  console.log(`Listening on http://127.0.0.1:${server.address().port}`));

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.stdin.end());
child.on("error", (error) => console.error(String(error)));
child.on("close", (status) => {
  server.close(() => process.exit(status ?? 1));
  for (const response of waiting.values()) response.end();
  server.closeIdleConnections();
  // Browsers open connections on which they ask nothing; the answers have gone by then.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
});
