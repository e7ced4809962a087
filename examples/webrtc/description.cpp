#include "description.hpp"

#include <glib.h>

extern "C" {
int gst_sdp_message_new_from_text(const char* text, _GstSDPMessage** message);  // 0: it could be read
char* gst_sdp_message_as_text(const _GstSDPMessage* message);
_GstWebRTCSessionDescription* gst_webrtc_session_description_new(int type, _GstSDPMessage* sdp);  // takes the message
}

namespace webrtc {

Description read_description(DescriptionType type, const std::string& text) {
  _GstSDPMessage* message = nullptr;
  if (gst_sdp_message_new_from_text(text.c_str(), &message) != 0) return nullptr;
  return Description(gst_webrtc_session_description_new(static_cast<int>(type), message));
}

std::string text_of(const _GstWebRTCSessionDescription& description) {
  const std::unique_ptr<char, decltype(&g_free)> text(gst_sdp_message_as_text(description.sdp), &g_free);
  return text.get();
}

}  // namespace webrtc
