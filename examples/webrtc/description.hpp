// A session description, as webrtcbin takes and gives it, from and to its text.
//
//   const auto offer = read_description(DescriptionType::offer, text);      // null: the text is none
//   g_signal_emit_by_name(webrtcbin, "set-remote-description", offer.get(), nullptr);
//   const std::string text = text_of(*answer);
//
// The packages of the C headers for this (gst/webrtc/webrtc.h, gst/sdp/sdp.h) bring some two hundred more, for video
// and graphics. The four functions and the struct that are needed are declared here instead; they are the same in all
// of GStreamer 1, since 1.14.
//
// Owner: a value. Thread: any.
#pragma once
#include <memory>
#include <string>

extern "C" {
struct _GstSDPMessage;
struct _GstWebRTCSessionDescription {
  int type;
  _GstSDPMessage* sdp;
};
void gst_webrtc_session_description_free(_GstWebRTCSessionDescription* description);
}

namespace webrtc {

enum class DescriptionType { offer = 1, answer = 3 };  // GstWebRTCSDPType

struct FreeDescription {
  void operator()(_GstWebRTCSessionDescription* description) const noexcept {
    gst_webrtc_session_description_free(description);
  }
};
using Description = std::unique_ptr<_GstWebRTCSessionDescription, FreeDescription>;

Description read_description(DescriptionType type, const std::string& text);
std::string text_of(const _GstWebRTCSessionDescription& description);

}  // namespace webrtc
