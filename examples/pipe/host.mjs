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

let heard = Buffer.alloc(0);
child.stdout.on("data", (bytes) => {
  heard = Buffer.concat([heard, bytes]);
  for (let line; (line = heard.indexOf("\n")) >= 0;) {
    const [what, whom, size] = heard.toString("utf8", 0, line).split(" ");
    const end = line + 1 + Number(size);
    if (heard.length < end) break;
    hear(what, whom, heard.subarray(line + 1, end));
    heard = heard.subarray(end);
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
  let bytes = Buffer.alloc(0);
  for await (const part of request) {
    bytes = Buffer.concat([bytes, part]);
    for (let end; bytes.length >= 4 && bytes.length >= (end = 4 + bytes.readUInt32LE()); bytes = bytes.subarray(end)) {
      await waiting.get(whom)?.held;
      if (waiting.has(whom)) say("frame", whom, bytes.subarray(4, end));
    }
    if (bytes.length > 4 + largest) return request.destroy();
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
});
