// Writes the inputs that fuzzing begins with into corpus/: node tests/fuzz/make_corpus.mjs
// Those of past findings, named finding_…, stand there too, and stay.
import { deflateRawSync } from 'node:zlib';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('../../protocol/golden.json', here), 'utf8')).frames;
const numbers = JSON.parse(readFileSync(new URL('../../protocol/numbers.json', here), 'utf8'));

function write(target, inputs) {
  const folder = new URL(`corpus/${target}/`, here);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('finding_')) rmSync(new URL(name, folder));
  }
  for (const [name, bytes] of Object.entries(inputs)) writeFileSync(new URL(name, folder), Buffer.from(bytes));
}

// ── frames: golden ones, without those that differ only in a number or in where an array stands ──

const alike = /^integer: -?\d{2,9}$|^text: \d|^bytes: \d\d|array: .* (after \d bytes|near the end)|^ack: \d\d/;
write('frames', Object.fromEntries(golden.filter(({ name }) => !alike.test(name)).map(({ name, hex }) => [
  name.replace(/[^A-Za-z0-9]+/g, '_'), Buffer.from(hex, 'hex'),
])));

// ── session: the commands of stranger.cpp, and slots of the page of program.cpp ──

const block = (bytes) => [bytes.length, ...bytes];
const rest = (what = 0, number = 0) => [0, what, number];
const connect = (noticesNothing = 0) => [1, noticesNothing];
const hello = (instance = 1, missing = 0) => [2, instance, missing];
const frame = (...bytes) => [3, ...block(bytes)];
const frameOf = (number, ...bytes) => [4, number, ...block(bytes)];
const messages = (...parts) => [5, ...block(parts.flat())];
const acknowledge = [6];
const lose = (number) => [7, number];
const congest = (on) => [8, on];
const flood = [9];
const compressing = (instance = 1, missing = 0) => [10, instance, missing];
const compressed = (repeated, ...parts) => [11, ...block(parts.flat()), repeated];
const deflated = ([kind, ...rest]) => frame(0x80 | kind, ...deflateRawSync(Buffer.from(rest)));

const text = (string) => [0xa0 + string.length, ...Buffer.from(string)];
const list = (...values) => [0x90 + values.length, ...values.flat()];
const map = (...values) => [0x80 + values.length / 2, ...values.flat()];
const event = (slot, ...fields) => [numbers.browser.event, slot, ...list(...fields)];
const embedded = (slot, isThere) => [numbers.browser.embedded, slot, isThere ? 0xc3 : 0xc2];
const notify = (slot, value) => [numbers.browser.notify, slot, ...value];
const floats = [0xc7, 15, 1, numbers.element.float32, 1, 0, 2, 0, 0, 0, ...Array(8).fill(0)];
const real = [0xcb, 0x40, 0x45, 0x80, 0, 0, 0, 0, 0];

const mirror = { anything: 1, log: 2, scores: 3, names: 4, samples: 5 };
const handler = { click: 9, text: 14, number: 15, checked: 16, move: 17, burst: 18, long: 19, swap: 21, later: 22, close: 23, embed: 26 };
const typed = 30;  // the input of the form that `swap` shows first
const app = 28;  // what `embed` embeds, if nothing was shown before

const open = [...connect(), ...hello(), ...rest()];
const openCompressed = [...connect(), ...compressing(), ...rest()];
const say = (...parts) => [...messages(...parts), ...rest(), ...acknowledge, ...rest()];
const sessions = {
  nobody: [],
  opens: open,
  clicks: [...open, ...say(event(handler.click), event(handler.click)), ...say(event(handler.click))],
  types: [...open, ...say(event(handler.text, text('<b>&"'))), ...say(event(handler.number, text('200'))),
    ...say(event(handler.checked, [0xc3]))],
  moves: [...open, ...say(event(handler.move, real, map(text('a'), [7])))],
  a_field_of_another_kind: [...open, ...say(event(handler.move, text('left')))],
  fields_missing: [...open, ...say(event(handler.move))],
  mirrors: [...open, ...say(notify(mirror.anything, list([1], real, text('x')))), ...say(notify(mirror.log, [0xc0]))],
  a_mirror_of_numbers: [...open, ...say(notify(mirror.samples, list([1], real))), ...say(notify(mirror.samples, floats)),
    ...lose(1), ...connect(), ...hello(2), ...rest()],
  a_mirror_of_arrays: [...open, ...say(notify(mirror.anything, list([7], floats))), ...say(notify(mirror.log, floats))],
  a_mirror_of_a_map: [...open, ...say(notify(mirror.scores, map(text('a'), [1], text('b'), real)))],
  a_mirror_that_refuses: [...open, ...say(notify(mirror.scores, map(text('a\n'), text('no number'))))],
  a_region: [...open, ...say(notify(mirror.names, list(text('<i>'), text('"')))), ...say(event(handler.text, text('<p>'))),
    ...say(event(handler.swap)), ...say(event(typed, text('<!--'))), ...say(event(handler.swap)), ...say(event(typed, text('x')))],
  a_region_later: [...open, ...say(event(handler.later)), ...say(event(handler.swap), event(handler.later))],
  long_values: [...open, ...say(event(handler.long)), ...acknowledge, ...rest(), ...say(event(handler.long)), ...acknowledge,
    ...rest(), ...acknowledge, ...rest()],
  long_values_lost: [...open, ...say(event(handler.long)), ...lose(1), ...connect(), ...hello(1, 1), ...rest(),
    ...acknowledge, ...rest()],
  a_burst: [...open, ...say(event(handler.burst)), ...acknowledge, ...rest()],
  bursts_that_overflow: [...open, ...say(...Array(6).fill(event(handler.burst))), ...acknowledge, ...rest(), ...acknowledge],
  bursts_again_and_again: [...open, ...messages(...Array(6).fill(event(handler.burst))), ...rest(),
    ...messages(...Array(6).fill(event(handler.burst))), ...rest(), ...messages(...Array(6).fill(event(handler.burst))), ...rest()],
  bursts_while_away: [...open, ...lose(1), ...connect(), ...hello(), ...messages(event(handler.burst)), ...lose(2), ...rest(),
    ...connect(), ...hello(), ...rest()],
  nobody_comes_back: [...open, ...lose(1), ...rest(6), ...rest(6)],
  closes: [...open, ...say(event(handler.click), event(handler.close), event(handler.click)), ...connect(), ...hello(), ...rest()],
  resumes: [...open, ...messages(event(handler.click)), ...rest(), ...lose(1), ...rest(1, 5), ...connect(), ...hello(1, 1),
    ...rest(), ...say(event(handler.click))],
  superseded: [...open, ...connect(), ...hello(), ...rest(), ...frameOf(1, 3, 0, 0), ...say(event(handler.click))],
  late: [...open, ...say(event(handler.click)), ...connect(), ...hello(1, 9), ...rest()],
  two_pages: [...open, ...connect(), ...hello(2), ...rest(), ...lose(1), ...connect(), ...hello(2), ...rest(),
    ...say(event(handler.click)), ...lose(3), ...connect(), ...hello(1), ...rest(), ...say(event(handler.click))],
  many_pages: [...Array(20).keys()].flatMap((i) => [...connect(), ...hello(i), ...rest(), ...lose(i + 1)]),
  many_connections: [...Array(8).fill(connect()).flat(), ...hello(), ...rest()],
  congested: [...open, ...congest(1), ...messages(event(handler.click)), ...rest(), ...rest(1, 9), ...congest(0), ...rest(),
    ...acknowledge],
  floods: [...open, ...messages(event(handler.click)), ...flood, ...rest()],
  floods_of_pings: [...open, ...frame(4, 1, 2), ...flood, ...rest()],
  unknown_opcode: [...open, ...say([3, 1, 0x90])],
  cut_off: [...open, ...say([1, 8])],
  a_second_hello: [...open, ...hello(), ...rest()],
  leaves_with_a_bye: [...open, ...frame(6, 0x92, 7, 0xa0), ...rest()],
  program_acts: [...open, ...rest(1, 1), ...rest(2, 2), ...rest(3, 0), ...acknowledge, ...rest(4, 0), ...rest(5, 0), ...rest(6, 0), ...acknowledge],
  compressed: [...openCompressed, ...compressed(60, event(handler.click)), ...rest(), ...say(event(handler.long)),
    ...say(event(handler.burst))],
  compressed_unasked: [...open, ...compressed(60, event(handler.click)), ...rest()],
  compressed_by_itself: [...openCompressed, ...deflated([0, 1, 0, 0, 0, ...event(handler.click)]), ...rest(),
    ...deflated([3, 0, 0]), ...rest(), ...deflated([4, 1]), ...rest()],
  compressed_hello: [...connect(), ...deflated([1, 0x93, 1, 0xc4, 16, ...Array(16).fill(1), 0]), ...rest()],
  compressed_badly: [...openCompressed, ...frame(0x80, 1, 2, 3), ...rest()],
  compressed_floods: [...openCompressed, ...compressed(255, event(handler.text, text('xxxxxxxxxxxxxxxx'))), ...rest(),
    ...compressed(255, event(handler.text, text('xxxxxxxxxxxxxxxx'))), ...flood, ...rest()],
  compressed_resumes: [...openCompressed, ...say(event(handler.long)), ...lose(1), ...connect(), ...hello(1, 1), ...rest(),
    ...lose(2), ...connect(), ...compressing(1, 1), ...rest(), ...acknowledge, ...rest()],
  embeds: [...open, ...say(event(handler.embed)), ...say(embedded(app, true)), ...say(event(handler.text, text('<i>'))),
    ...say(event(handler.click)), ...say(embedded(app, true), embedded(app, false)), ...say(embedded(app, true))],
  embeds_nothing: [...open, ...say(embedded(3, true), embedded(99, true), embedded(99, false)), ...say(...Array(60).fill(embedded(99, true)))],
  embeds_for_another_page: [...open, ...say(event(handler.embed), embedded(app, true)), ...lose(1), ...connect(), ...hello(2),
    ...rest(6), ...rest(6), ...say(embedded(app, true))],
  embedded_is_no_bool: [...open, ...say([numbers.browser.embedded, app, 1])],
  notices_nothing: [...connect(1), ...hello(), ...rest(6), ...frame(5, ...Array(8).fill(1)), ...rest(6), ...rest(6), ...rest(6)],
};
for (const { name, from, hex } of golden) {
  if (from === 'server' || !/^(ping|pong|bye: closed|notify and)/.test(name)) continue;
  sessions[`golden_${name.replace(/[^A-Za-z0-9]+/g, '_')}`] = [...open, ...frame(...Buffer.from(hex, 'hex')), ...rest()];
}
write('session', sessions);

// ── line: the commands of fuzz_line.cpp, and the messages of proxy_line.hpp ──

const [to_host, to_worker, browserComes, browserSays, browserLeaves, congests, downloads, fetches] =
  [...Array(8).keys()].map((command) => (...parts) => [command + 1, ...parts]);
const meanwhile = [0];
const op = {
  hello: 0, render: 1, connect: 2, lost: 3, frame: 4, taken: 5, end: 6, rendered: 7, failed: 8, open: 9, close: 10, asset: 11,
  withdrawn: 12, fetch: 13, answer: 14, more: 15, piece: 16, cut: 17, drop: 18,
};
const lineMessage = (which, values, ...bytes) => block([which, ...list(...values), ...bytes]);
const helloFrame = [1, 0x93, 1, 0xc4, 16, ...Array(16).fill(1), 0];
const opens = [...browserComes(), ...browserSays(...block(helloFrame)), ...to_host(...lineMessage(op.open, [[1], [1]])), ...meanwhile];
const answers = (status, size) => lineMessage(op.answer, [[1], [status], list(list(text('ETag'), text('"a"'))), [0xc3], size]);
write('line', {
  nobody: [],
  opens,
  a_frame_each_way: [...opens, ...to_host(...lineMessage(op.frame, [[1], [1]], 0, 1, 0, 0, 0)), ...meanwhile, ...browserSays(...block([3, 1, 0])),
    ...to_host(...lineMessage(op.taken, [[1], [1], [100]])), ...meanwhile],
  closes: [...opens, ...to_host(...lineMessage(op.close, [[1], [1], [3], text('Enough.')])), ...meanwhile],
  the_session_ends: [...opens, ...to_host(...lineMessage(op.end, [[1]])), ...meanwhile, ...browserComes(), ...meanwhile],
  the_browser_leaves: [...opens, ...browserLeaves(), ...meanwhile, ...browserComes(), ...meanwhile],
  a_browser_that_is_congested: [...opens, ...congests(1), ...to_host(...lineMessage(op.frame, [[1], [1]], 0, 1, 0, 0, 0)),
    ...to_host(...lineMessage(op.frame, [[1], [1]], 0, 2, 0, 0, 0)), ...meanwhile, ...congests(0), ...meanwhile],
  an_asset: [...to_host(...lineMessage(op.asset, [[1], text('0-a.txt'), text('text/plain'), [0xc3]], 65)),
    ...to_host(...lineMessage(op.withdrawn, [text('0-a.txt')])), ...meanwhile],
  fails: [...to_host(...lineMessage(op.failed, [[1], [3], text('No.')])), ...meanwhile],
  a_download: [...downloads(...answers(100, [100]), ...lineMessage(op.piece, [[1]], ...Array(50).fill(65)))],
  a_download_that_is_cut: [...downloads(...answers(100, [0xc0]), ...lineMessage(op.cut, [[1]]))],
  a_piece_that_is_too_long: [...downloads(...answers(100, [0xc0]), ...lineMessage(op.piece, [[1]], ...Array(200).fill(65)))],
  renders_another: [...to_worker(...lineMessage(op.render, [[2], text('any'), text(''), text('a'), text('GET'), text('/'), text('q=1'),
    list(list(text('Host'), text('a'))), text(''), text('')])), ...meanwhile, ...to_worker(...lineMessage(op.end, [[2]])), ...meanwhile],
  renders_nothing: [...to_worker(...lineMessage(op.render, [[2], text('none'), text(''), text('a'), text('GET'), text('/'), text(''),
    list(), text(''), text('')])), ...meanwhile],
  a_socket: [...to_worker(...lineMessage(op.connect, [[1], [1], [0xc3]])), ...to_worker(...lineMessage(op.frame, [[1], [1]], ...helloFrame)),
    ...meanwhile, ...to_worker(...lineMessage(op.frame, [[1], [1]], 0, 1, 0, 0, 0, ...event(4))), ...meanwhile,
    ...to_worker(...lineMessage(op.taken, [[1], [1], [100]])), ...to_worker(...lineMessage(op.lost, [[1], [1]])), ...meanwhile],
  fetched: [...fetches(1), ...meanwhile, ...to_worker(...lineMessage(op.more, [[1], [100]])), ...meanwhile,
    ...to_worker(...lineMessage(op.more, [[1], [0xcd, 0x40, 0]])), ...meanwhile, ...to_worker(...lineMessage(op.drop, [[1]])), ...meanwhile],
  fetched_twice: [...fetches(1), ...fetches(1), ...meanwhile],
  dropped_before_the_answer: [...fetches(1), ...to_worker(...lineMessage(op.drop, [[1]])), ...meanwhile],
  more_before_the_answer: [...fetches(1), ...to_worker(...lineMessage(op.more, [[1], [100]])), ...meanwhile],
});

// ── http: a line of any kind of text, and headers ──

const requests = {
  nothing: ['/'],
  a_name: ['Panel.Example.COM.:8080'],
  an_origin: ['https://example.org:8443'],
  a_url: ['http://[2001:DB8::1]:80/panel/?a=b#c'],
  an_address: ['::ffff:10.1.2.3'],
  an_address_with_a_zone: ['fe80::1%eth0'],
  a_range: ['10.0.0.0/8'],
  a_range_of_v6: ['fd00::/64'],
  a_query: ['name=a%20b+c&x=%zz&n%61me=1'],
  a_path: ['/a/b%2fc/../%00'],
  a_date: ['Sun, 06 Nov 1994 08:49:37 GMT'],
  a_leap_day: ['Thu, 29 Feb 2024 23:59:60 GMT'],
  a_file: ['picture.SVG'],
  a_long_reason: ['€'.repeat(60)],
  same_origin: ['/', 'Host: localhost:8080', 'Origin: http://localhost:8080'],
  another_origin: ['/', 'Host: example.org', 'Origin: https://example.com'],
  no_origin: ['/', 'Host: example.org', 'Origin: null'],
  two_hosts: ['/', 'Host: example.org', 'Host: example.com'],
  a_proxy: ['/', 'Host: 10.0.0.1', 'X-Forwarded-For: 192.0.2.1, 10.0.0.2', 'X-Forwarded-Host: example.org', 'X-Forwarded-Proto: https',
    'Origin: https://example.org'],
  a_proxy_of_the_standard: ['/', 'Host: panel', 'Forwarded: for="[2001:db8::1]:4711";proto=https;host="example.org", for=10.0.0.1',
    'Origin: https://example.org'],
  a_hidden_hop: ['/', 'Host: panel', 'X-Forwarded-For: unknown, 10.0.0.1:80', 'X-Forwarded-For: [::1]:9'],
  ranges: ['bytes=0-9, -5,90-', 'Range: bytes=0-9, -5,90-', 'If-Range: "v1"'],
  too_many_ranges: ['bytes=0-,0-', 'Range: bytes=0-,0-'],
  a_range_behind_the_end: ['bytes=18446744073709551616-', 'Range: bytes=100-'],
  a_cache: ['/', 'If-None-Match: "v0", W/"v1"', 'If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT'],
  an_edit: ['/', 'If-Match: *', 'If-Unmodified-Since: Sat, 05 Nov 1994 08:49:37 GMT'],
  codings: ['/', 'Accept-Encoding: br;q=0.5, x-gzip ; Q=1.000, *;q=0, identity;q=0'],
  an_injection: ['/', 'Location: ./\r\nSet-Cookie: a=b', 'X Y: 1', 'Content-Length: 9', 'Connection: keep-alive'],
};
write('http', Object.fromEntries(Object.entries(requests).map(([name, lines]) => [name, Buffer.from(lines.join('\n'))])));
