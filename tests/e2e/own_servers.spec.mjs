// Pages in servers that know nothing of the library: examples/own_server_blocking and examples/own_server_events.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, press, refusals } from "./line_page.mjs";

const ticks = async (page) => +/^Tick (\d+)$/.exec(await page.locator("p").textContent())[1];
const goesOn = async (page) => {
  const before = await ticks(page);
  await eventually(async () => assert.ok((await ticks(page)) > before));
};

// A WebSocket by hand: what its server says until it closes the connection, or the status that refuses it. It says
// nothing by itself.
const handshake = (url, headers = {}) => new Promise((resolve, reject) => {
  const asked = request(url, {
    headers: {
      Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": 13,
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", ...headers,
    },
  });
  asked.on("response", (response) => resolve({ status: response.resume().statusCode }));
  asked.on("upgrade", (response, socket, head) => {
    const parts = [head];
    const opened = { status: response.statusCode, socket };
    socket.on("data", (bytes) => parts.push(bytes)).on("error", () => {}).on("end", () => socket.end());
    opened.closed = new Promise((closed) => socket.on("close", () => closed(Buffer.concat(parts))));
    resolve(opened);
  });
  asked.on("error", reject).end();
});

// The code and the reason of the close frame that these frames of a server end with. They are short.
function closeOf(bytes) {
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]) {
    if (bytes[at] !== 0x88) continue;
    const body = bytes.subarray(at + 2, at + 2 + bytes[at + 1]);
    return { code: body.readUInt16BE(), reason: body.subarray(2).toString() };
  }
}

// A message of less than 126 bytes, as a browser sends it: masked, here with zeros.
const message = (bytes) => Buffer.from([0x82, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
const hello = message([1, 0x93, 1, 0xc4, 16, ...Array(16).fill(7), 0]);
const ping = message([4, 1, 2, 3, 4, 5, 6, 7, 8]);
const pongs = (bytes) => bytes.toString("latin1").split("\x82\x09\x05\x01\x02\x03\x04\x05\x06\x07\x08").length - 1;

const sessionOf = (html) => /<meta name="?bonito"? content="([^"]+)"/.exec(html)[1];

for (const [server, sockets] of [["own_server_blocking", "_bonito/ws"], ["own_server_events", "sockets"]]) {
  const socketOf = async (url) => `${url}/${sockets}/${sessionOf(await (await fetch(url)).text())}`;

  test(`${server} renders, counts clicks, and pushes its clock`, inBrowser(async ({ start, visit }) => {
    const { url } = await start(server);
    const page = await visit(url);
    await becomes(page, "connected");
    await press(page, "+1");
    await shows(count(page), "Count: 1");
    const other = await visit(url);
    await press(other, "+1");
    for (const each of [page, other]) await shows(count(each), "Count: 2");
    for (const each of [page, other]) await goesOn(each);
  }));

  test(`${server} sends downloads piece by piece, and a part of one that has a size`, inBrowser(async ({ start }) => {
    const { url } = await start(server);
    const page = await fetch(url);
    const socket = await handshake(`${url}/${sockets}/${sessionOf(await page.clone().text())}`);
    const [lines, zeros] = [...(await page.text()).matchAll(/_bonito\/[0-9a-f]{32}-(?:lines|zeros)[^" >]*/g)];
    const text = await (await fetch(`${url}/${lines}`)).text();
    assert.equal(text, Array.from({ length: 200_000 }, (_, line) => `line ${line}\n`).join(""));
    const whole = await fetch(`${url}/${zeros}`);
    assert.equal(whole.headers.get("Content-Length"), "10000000");
    assert.equal((await whole.arrayBuffer()).byteLength, 10_000_000);
    const part = await fetch(`${url}/${zeros}`, { headers: { Range: "bytes=5-200004" } });
    assert.equal(part.status, 206);
    assert.equal((await part.arrayBuffer()).byteLength, 200_000);
    socket.socket.destroy();
  }));

  test(`${server} loses no click when its line is cut, and counts none twice`, inBrowser(async ({ start, visit }) => {
    const program = await start(server);
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(line.url, { allow: refusals });
    await becomes(page, "connected");
    const loadedAt = await page.evaluate(() => performance.timeOrigin);
    let clicks = 0;
    const click = async () => (await press(page, "+1"), ++clicks);
    for (const fault of ["cut", "half_close to_client", "truncate to_client 20", "cut", "duplicate", "stall"]) {
      await click();
      await line.tell(fault);
      await click();
      await line.tell("heal");
      await click();
      await shows(count(page), `Count: ${clicks}`);
      await goesOn(page);
    }
    await line.tell("refuse on");
    await line.tell("cut");
    await becomes(page, "reconnecting");
    await click();
    await line.tell("refuse off");
    await shows(count(page), `Count: ${clicks}`);
    assert.equal(await page.evaluate(() => performance.timeOrigin), loadedAt, "the page was loaded anew");
  }));

  test(`${server} takes a thousand clicks at once, on a narrow line`, inBrowser(async ({ start, visit }) => {
    const program = await start(server);
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(line.url, { allow: refusals });
    await becomes(page, "connected");
    await line.tell("throttle to_client 2000");
    await page.getByRole("button").evaluate((button) => { for (let i = 0; i < 1000; ++i) button.click(); });
    await shows(count(page), "Count: 1000");
  }));

  test(`${server} is not held up by who asks and does not read, and answers when they do`,
    inBrowser(async ({ start, visit }) => {
      const { url } = await start(server);
      const { socket, closed } = await handshake(await socketOf(url));
      const questions = 400_000; // more than the system keeps for a socket
      socket.pause();
      socket.write(Buffer.concat([hello, ...Array(questions).fill(ping)]));
      const page = await visit(url);
      await press(page, "+1");
      await shows(count(page), "Count: 1");
      let heard = Buffer.alloc(0);
      let answers = 0;
      await new Promise((all) => socket.on("data", (bytes) => {
        heard = Buffer.concat([heard, bytes]);
        const before = answers;
        answers += pongs(heard);
        heard = heard.subarray(-10); // less than a pong
        if (answers > before && answers === questions) all();
      }).resume());
      socket.destroy();
      await closed;
    }));

  test(`${server} lets in who shows an open page of its own, and nobody else`, inBrowser(async ({ start }) => {
    const { url } = await start(server);
    const unknown = await handshake(`${url}/${sockets}/AAAAAAAAAAAAAAAAAAAAAA`);
    assert.equal(closeOf(await unknown.closed).code, 4003);
    const socket = await socketOf(url);
    const { port } = new URL(url);
    for (const headers of [
      { Origin: "http://evil.example" }, { Origin: "null" }, { Origin: `http://127.0.0.2:${port}` },
      { Host: `evil.example:${port}` }, { Host: `evil.example:${port}`, Origin: `http://evil.example:${port}` },
    ]) {
      const { closed } = await handshake(socket, headers);
      assert.equal(closeOf(await closed).code, 4008, JSON.stringify(headers));
    }
    assert.equal((await handshake(socket, { Origin: url })).status, 101);
  }));

  test(`${server} answers GET and HEAD for the client, compressed, and 404 for what is not there`,
    inBrowser(async ({ start }) => {
      const { url } = await start(server);
      const script = /src="(_bonito\/[^"]+)"/.exec(await (await fetch(url)).text())[1];
      const [whole, head] = await Promise.all(["GET", "HEAD"].map((method) => fetch(`${url}/${script}`, { method })));
      for (const name of ["content-length", "content-type", "content-encoding", "cache-control"]) {
        assert.ok(head.headers.get(name), name);
        assert.equal(head.headers.get(name), whole.headers.get(name));
      }
      assert.equal(await head.text(), "");
      assert.match(await whole.text(), /WebSocket/);
      assert.equal((await fetch(`${url}/_bonito/nothing`)).status, 404);
      assert.equal((await fetch(`${url}/elsewhere`)).status, 404);
    }));

  test(`${server} names the port that is taken`, inBrowser(async ({ start }) => {
    const { port } = await start(server);
    await assert.rejects(start(server, "--port", port), ({ message }) => message.includes(port));
  }));

  test(`${server} tells its pages when it ends, and leaves nobody waiting`, inBrowser(async ({ start, visit }) => {
    const program = await start(server);
    const page = await visit(program.url, { allow: refusals });
    await becomes(page, "connected");
    await page.evaluate(() => {
      globalThis.statuses = [];
      Bonito.on_status((status) => statuses.push(status));
    });
    const silent = await handshake(await socketOf(program.url));
    const halting = connect(program.port, "127.0.0.1", () => halting.write("GET / HT")).on("error", () => {});
    await once(halting, "connect");
    await program.stop();
    halting.destroy();
    assert.deepEqual(closeOf(await silent.closed), { code: 4005, reason: "The program is ending." });
    await becomes(page, "reconnecting");
    assert.deepEqual(await page.evaluate(() => statuses), ["reconnecting"]);
  }));
}
