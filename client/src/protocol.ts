// What both halves agree on: every number and string of ../../protocol/README.md, in one place.
// The bundler writes enum members out as numbers, so that only what is used reaches the page.

export const VERSION = 1;

export enum Kind { data, hello, welcome, ack, ping, pong, bye, bulk, piece }
export enum Mode { fresh, resumed, snapshot }
export enum Server { set = 1, mirror, error, pad, part, region, sheet, gone, bulk, module, run, ask, answer, patch, follow }
export enum Browser { event = 1, notify, embedded, answer, call, failed, unloaded, torn }
export enum Step { leave, skip, enter, remove, hold, put, change }
export enum Change { insert, text, attribute, rewind, end }
export enum Bye { protocol = 1, too_large, unknown_session, superseded, shutdown, lagging, closed, refused, duplicate }
export enum Extension { date = -1, array = 1, handle }
export enum Handle { element, observable, script, module, global }
export enum Element { int8 = 1, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 }
export enum Limit { depth = 64, frame_from_browser = 16777216 }

// Kind, number, acknowledgement: what a data frame begins with.
export const DATA_HEADER = 5;
// Kind, number.
export const BULK_HEADER = 3;
// Kind, offset, total.
export const PIECE_HEADER = 9;
// A WebSocket's close code is this and the number of the bye.
export const CLOSE_CODE = 4000;

export const STREAM_HEADER = "Bonito-Stream"; // TOKEN NUMBER

export const META = "bonito"; // <meta name="bonito" content="SESSION" data-socket="…" data-stream="…" data-bulk="…" data-setup="…" data-failed="…" data-gone="…" …>
export const EMBEDDED = "bonito-app"; // <bonito-app data-session="…" data-embedded="SLOT" data-socket="…" …>
export const LIVE_TEXT = "b:"; // <!--b:SLOT-->
export const REGION = "r:"; // <!--r:SLOT-->
export const NEED = "n:"; // <!--n:KIND URL INTEGRITY-->
export const REGION_END = "/r"; // <!--/r-->
export const RAW = "m"; // <!--m-->, the program's own markup
export const RAW_END = "/m"; // <!--/m-->
export const STATUS = "data-bonito-status";
export const STATUS_TEXT = "data-text-"; // data-text-connected="…"
// Events that are no event of the browser's.
export const RESIZE = "bonito:resize";
export const VISIBLE = "bonito:visible";
export const MOUNTED = "bonito:mounted";
export const REMOVED = "bonito:removed";
export const DRAG = "bonito:drag";
export const TOKENS = "data-b";
export const STYLE = "data-style";
export const RULES = "data-rules";
