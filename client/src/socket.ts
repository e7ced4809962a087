// A line that is a WebSocket.
import type { Hear, Line } from "./line.ts";
import { CLOSE_CODE } from "./protocol.ts";

export function open_socket(url: string, hear: Hear): Line {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => hear.opened();
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => hear.frame(data);
  socket.onclose = ({ code, reason }) => hear.ended(reason, Math.max(0, code - CLOSE_CODE));
  return { send: (frame) => socket.send(frame), end: (code) => socket.close(code) };
}
