// GStreamer's objects, held: what is made is let go of.
//
//   const Object<GstElement> webrtc = …;
//   const AnyObject also = another(channel);
//
// Owner: whoever holds it. Thread: any.
#pragma once
#include <gst/gst.h>

#include <memory>

namespace webrtc {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const noexcept {
    release(object);
  }
};

template <class T>
using Object = std::unique_ptr<T, Release<gst_object_unref>>;
using AnyObject = std::unique_ptr<GObject, Release<g_object_unref>>;
using Promise = std::unique_ptr<GstPromise, Release<gst_promise_unref>>;
using SharedBlock = std::unique_ptr<GBytes, Release<g_bytes_unref>>;

inline AnyObject another(GObject* object) { return AnyObject(static_cast<GObject*>(g_object_ref(object))); }

}  // namespace webrtc
