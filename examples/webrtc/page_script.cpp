#include "page_script.hpp"

namespace webrtc {

bonito::Js page_script(const std::string& url, std::size_t longest_piece) {
  return bonito::js(R"(
const longest_part = $1 - 1;
const longest_frame = 2 ** 26;
const enough_waiting = 2 ** 18;
const window = 2 ** 20;
const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

// Moves frames over an open channel, until it calls `end`.
function begin(channel, end) {
  const outgoing = [];
  let room = window;  // bytes that the program takes yet
  const send_on = () => {
    while (outgoing.length && room > 0 && channel.readyState === "open" && channel.bufferedAmount < enough_waiting) {
      const piece = outgoing.shift();
      room -= piece.length;
      channel.send(piece);
    }
  };
  channel.bufferedAmountLowThreshold = enough_waiting / 2;
  channel.onbufferedamountlow = send_on;

  let incoming = [];
  let size = 0;
  channel.onmessage = ({ data }) => {
    if (typeof data === "string") {
      if (data === "close") return end();
      room += Number(data);
      return send_on();
    }
    const part = new Uint8Array(data, 0, data.byteLength - 1);
    const more = new Uint8Array(data, part.length)[0];
    size += part.length;
    if (size > longest_frame) return end();
    incoming.push(part);
    if (more) return;
    Bonito.process_message(incoming.length === 1 ? part : new Blob(incoming));
    incoming = [];
    size = 0;
  };

  Bonito.on_connection_open((frame) => {
    let start = 0;
    do {
      const part = frame.subarray(start, (start += longest_part));
      const piece = new Uint8Array(part.length + 1);
      piece.set(part);
      piece[part.length] = start < frame.length ? 1 : 0;
      outgoing.push(piece);
    } while (start < frame.length);
    send_on();
  }, false);
}

// Opens a channel, and is over when it has ended: true if it was open.
async function carry() {
  const peer = new RTCPeerConnection();
  const channel = peer.createDataChannel("bonito");
  channel.binaryType = "arraybuffer";
  let was_open = false;
  let end;
  const opened = new Promise((open) => (channel.onopen = open)).then(() => {
    was_open = true;
    begin(channel, end);
  });
  const ended = new Promise((over) => {
    channel.onclose = end = over;
    peer.onconnectionstatechange = () => /disconnected|failed|closed/.test(peer.connectionState) && end();
  });
  // If that still gets through, the program need not ask whether anybody is there.
  const leave = () => {
    peer.close();
    end();
  };
  addEventListener("pagehide", leave);
  const gathered = new Promise((complete) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && complete();
  });
  try {
    await peer.setLocalDescription();
    await Promise.race([gathered, pause(2_000)]);
    const reply = await fetch($0, {
      method: "POST", body: peer.localDescription.sdp, signal: AbortSignal.timeout(15_000),
    });
    if (reply.status === 404) {  // the session is gone; the reply is a bye
      Bonito.on_connection_open(() => {});
      Bonito.process_message(await reply.arrayBuffer());
    } else if (reply.ok) {
      await peer.setRemoteDescription({ type: "answer", sdp: await reply.text() });
      await Promise.race([opened, ended, pause(10_000)]);
      if (was_open) await ended;
    }
  } catch {
    // The program cannot be reached.
  }
  removeEventListener("pagehide", leave);
  Bonito.on_connection_close();
  peer.close();
  return was_open;
}

for (let wait = 100; Bonito.status !== "closed"; wait = Math.min(2 * wait, 5_000)) {
  if (await carry()) wait = 100;
  await pause(wait * (0.5 + Math.random()));
}
)",
                    url, longest_piece);
}

}  // namespace webrtc
