// EncodedValues: the newest values of one observable in wire form, so that a value that a thousand pages show is
// encoded once.
//
// Owner: the observable, and each Live of it. Thread: any; one encodes while others wait. Failure: what the
// program's to_value throws reaches the caller, and nothing is kept.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <mutex>

#include "bonito/base/bytes.hpp"
#include "bonito/wire/encoder.hpp"

namespace bonito::detail {

class EncodedValues {
 public:
  struct Encoded {
    Bytes bytes;
    bool has_arrays = false;
  };

  static std::shared_ptr<void> make();  // as an observable's attachment
  static std::shared_ptr<EncodedValues> of(const std::shared_ptr<void>& attachment) {
    return std::static_pointer_cast<EncodedValues>(attachment);
  }

  std::shared_ptr<const Encoded> get(const std::shared_ptr<const void>& snapshot,
                                     const std::function<void(Encoder&)>& encode);

 private:
  struct Known {
    std::weak_ptr<const void> snapshot;
    std::shared_ptr<const Encoded> encoded;
  };
  std::mutex mutex_;
  std::array<Known, 4> newest_;  // pages lag behind one another a little
  std::size_t next_ = 0;
};

}  // namespace bonito::detail
