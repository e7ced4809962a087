// What the page does with the files that its input is given.
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { upload } from "../src/modules/upload.ts";
import { microtasks } from "./support.ts";

const kibibyte = 1024;

type Piece = { id: number; offset: number; bytes: Uint8Array; answer(): void; refuse(): void };

// A page's input, and a program that answers when it is told to.
function page(context: TestContext, most = 64 * kibibyte, files: File[] = []) {
  const input: any = Object.assign(new EventTarget(), {
    files, value: "", is_disabled: false, matches: () => input.is_disabled,
  });
  const label = new EventTarget();
  Object.assign(input, { closest: () => label });
  const said: unknown[][] = [];
  const pieces: Piece[] = [];
  const end = new AbortController();
  let ids = 0;
  const functions: Record<string, (...given: any[]) => Promise<unknown>> = {
    "u begin": async () => void said.push(["begin"]),
    "u start": async (name: string, type: string, size: number) => {
      said.push(["start", name, type, size]);
      if (name === "refused") throw new Error("Not that.");
      return ++ids;
    },
    "u piece": (id: number, offset: number, bytes: Uint8Array) =>
      new Promise((resolve, reject) => {
        const gone = () => void pieces.splice(pieces.indexOf(piece), 1);
        const piece: Piece = {
          id, offset, bytes: bytes.slice(),
          answer: () => (gone(), resolve(offset + bytes.length)),
          refuse: () => (gone(), reject(new Error("This upload is over."))),
        };
        pieces.push(piece);
      }),
    "u unreadable": async (id: number) => void said.push(["unreadable", id]),
  };
  let now = 0;
  const hear: ((status: string) => void)[] = [];
  const on_status = (call: (status: string) => void) => void hear.push(call);
  context.mock.method(performance, "now", () => now);
  upload(input as unknown as HTMLInputElement, { program: functions, signal: end.signal, on_status } as unknown as Bonito.Session, "u", most);
  const settle = async () => {
    for (let i = 0; i < 20; i++) await microtasks();
  };
  const choose = async (...files: File[]) => {
    input.files = files;
    input.value = "C:\\fakepath";
    input.dispatchEvent(new Event("change"));
    await settle();
  };
  const connected = () => hear.forEach((call) => call("connected"));
  return { input, label, said, pieces, end, choose, settle, connected, pass: (milliseconds: number) => (now += milliseconds) };
}

const file = (name: string, size: number) => {
  const content = new Uint8Array(size).map((_, index) => (index * 7 + name.length) % 251);
  return { content, file: new File([content], name, { type: "text/plain" }) };
};
const on_the_way = (pieces: Piece[]) => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

describe("an upload", () => {
  test("sends a file whole and in order, and never more ahead than it may", async (context) => {
    const { choose, said, pieces, settle } = page(context);
    const { content, file: one } = file("one.txt", 300 * kibibyte + 1);
    await choose(one);
    assert.deepEqual(said, [["begin"], ["start", "one.txt", "text/plain", 300 * kibibyte + 1]]);
    const come: number[] = [];
    for (; pieces.length; await settle()) {
      assert.ok(on_the_way(pieces) <= 64 * kibibyte);
      assert.ok(pieces.length > 1 || come.length + pieces[0]!.bytes.length === content.length, "it waits for no answer");
      assert.equal(pieces[0]!.offset, come.length);
      come.push(...pieces[0]!.bytes);
      pieces[0]!.answer();
    }
    assert.deepEqual(Uint8Array.from(come), content);
  });
  test("sends what was chosen while the page was loading", async (context) => {
    const { said, input, settle } = page(context, 64 * kibibyte, [file("early", 10).file]);
    await settle();
    assert.deepEqual(said.at(-1), ["start", "early", "text/plain", 10]);
    assert.equal(input.value, "");
  });
  test("sends an empty file as one empty piece", async (context) => {
    const { choose, pieces } = page(context);
    await choose(file("empty", 0).file);
    assert.deepEqual(pieces.map(({ offset, bytes }) => [offset, bytes.length]), [[0, 0]]);
  });
  test("sends three files at a time, and less ahead than one may alone", async (context) => {
    const { choose, pieces, settle } = page(context);
    await choose(...[1, 2, 3, 4, 5].map((n) => file(`${n}`, 100 * kibibyte).file));
    const left = new Map([1, 2, 3, 4, 5].map((id) => [id, 100 * kibibyte]));
    for (let begun = new Set<number>(); pieces.length; await settle()) {
      assert.ok(on_the_way(pieces) <= 64 * kibibyte);
      for (const { id } of pieces) begun.add(id);
      const [{ id, bytes, answer }] = pieces as [Piece];
      left.set(id, left.get(id)! - bytes.length);
      const unread = [...begun].filter((id) => left.get(id)! > on_the_way(pieces.filter((piece) => piece.id === id)));
      assert.ok(unread.length <= 3, `${unread}`);
      answer();
    }
    assert.deepEqual([...left.values()], [0, 0, 0, 0, 0]);
  });
  test("has less on the way when answers become slow, and more again", async (context) => {
    const { choose, pieces, settle, pass } = page(context, 256 * kibibyte);
    await choose(file("one", 4096 * kibibyte).file);
    const answer = async (milliseconds: number) => {
      pass(milliseconds);
      for (const piece of [...pieces]) piece.answer();
      await settle();
      return on_the_way(pieces);
    };
    const fast = await answer(1);
    assert.equal(fast, 256 * kibibyte);
    let slow = fast;
    for (let i = 0; i < 6; i++) slow = await answer(500);
    assert.ok(slow <= 32 * kibibyte, `${slow}`);
    for (let i = 0; i < 6; i++) await answer(2);
    assert.ok(on_the_way(pieces) > 2 * slow);
  });
  test("takes no answer for slow that is as quick as a new line brings them", async (context) => {
    const { choose, pieces, settle, pass, connected } = page(context, 256 * kibibyte);
    await choose(file("one", 4096 * kibibyte).file);
    const answer = async (milliseconds: number) => {
      pass(milliseconds);
      for (const piece of [...pieces]) piece.answer();
      await settle();
    };
    await answer(1);
    connected();
    for (let i = 0; i < 6; i++) await answer(500);
    assert.equal(on_the_way(pieces), 256 * kibibyte);
  });
  test("sends nothing of a file that is refused, and no more of one that is over", async (context) => {
    const { choose, said, pieces, settle } = page(context);
    await choose(file("refused", 10).file);
    assert.equal(pieces.length, 0);
    await choose(file("one", 500 * kibibyte).file);
    for (const piece of [...pieces]) piece.refuse();
    await settle();
    assert.equal(pieces.length, 0);
    assert.deepEqual(said.slice(3), [["unreadable", 1]], "so that it does not wait, if it did not hear of the piece");
    await choose(file("next", 10).file);
    assert.equal(pieces.length, 1, "there is room again");
  });
  test("tells the program of a file that cannot be read", async (context) => {
    const { choose, said, pieces, settle } = page(context);
    const broken = file("broken", 100).file;
    Object.assign(broken, { slice: () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) });
    const short = file("short", 100).file;
    Object.assign(short, { slice: () => new Blob(["less"]) });
    await choose(broken, short);
    for (const piece of [...pieces]) piece.answer();
    await settle();
    assert.deepEqual(said.slice(3), [["unreadable", 1], ["unreadable", 2]]);
  });
  test("ends with its place on the page", async (context) => {
    const { choose, said, pieces, end, settle } = page(context);
    await choose(file("one", 500 * kibibyte).file);
    const before = said.length;
    end.abort();
    for (const piece of [...pieces]) piece.answer();
    await settle();
    assert.equal(pieces.length, 0);
    await choose(file("two", 10).file);
    assert.equal(said.length, before);
  });
  test("lets the same file be chosen again, and takes what is dropped on its label", async (context) => {
    const { choose, input, label, said, settle } = page(context);
    await choose(file("one", 10).file);
    assert.equal(input.value, "");
    const drop = Object.assign(new Event("drop", { cancelable: true }), { dataTransfer: { files: [file("two", 10).file] } });
    label.dispatchEvent(drop);
    await settle();
    assert.ok(drop.defaultPrevented);
    assert.deepEqual(said.filter(([what]) => what === "start").map(([, name]) => name), ["one", "two"]);
    input.is_disabled = true;
    label.dispatchEvent(Object.assign(new Event("drop", { cancelable: true }), { dataTransfer: { files: [file("three", 10).file] } }));
    await settle();
    assert.equal(said.filter(([what]) => what === "start").length, 2);
  });
});
