import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Kind, Server } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { encode } from "./support.ts";

describe("a name that scripts ask for", () => {
  const asked = (context: TestContext, ...names: string[]) => {
    const said: string[] = [];
    context.mock.method(console, "error", (text: string) => void said.push(text));
    const server = opened();
    for (const name of names) server.session.observable(name);
    return { ...server, said, pong: () => server.session.process_message(Uint8Array.of(Kind.pong)) };
  };
  test("is told in the console, with those it might be, when the program does not know it", (context) => {
    const { data, pong, said } = asked(context, "sped");
    data(1, 0, Server.mirror, 1, "speed", 7, Server.mirror, 2, "way", 8);
    assert.deepEqual(said, []);
    pong();
    pong();
    assert.deepEqual(said, ['Bonito.observable("sped"): the program mirrors none of this name, but: speed, way.']);
  });
  test("is not told when the program knows it", (context) => {
    const { data, pong, said } = asked(context, "speed");
    data(1, 0, Server.mirror, 1, "speed", 7);
    pong();
    assert.deepEqual(said, []);
  });
  test("is not told while the program is still saying something", (context) => {
    const { data, pong, said } = asked(context, "speed");
    const message = encode(Server.mirror, 1, "speed", new Uint8Array(100));
    data(1, 0, Server.part, 1, 0, message.length, message.slice(0, 50));
    pong();
    data(2, 0, Server.part, 1, 50, message.length, message.slice(50));
    pong();
    assert.deepEqual(said, []);
  });
  test("is told soon when it is asked for later", (context) => {
    const { pong, said, sent, session } = asked(context);
    pong();
    const before = sent.length;
    session.observable("late");
    assert.deepEqual(sent.slice(before).map(([kind]) => kind), [Kind.ping]);
    pong();
    session.observable("late");
    assert.equal(sent.length, before + 1);
    assert.deepEqual(said, ['Bonito.observable("late"): the program mirrors nothing.']);
  });
});
