// FailureReferences: short references under which failures are found in the log. A page can make a handler fail as
// often as it likes, but not fill the log: beyond ten in a second, a failure goes by the last one's.
//
// Owner: the tab. Thread: any. Failure: none.
#pragma once
#include <chrono>
#include <mutex>
#include <string>

namespace bonito::detail {

class FailureReferences {
 public:
  struct Reference {
    std::string text;
    bool is_new;  // to be logged
  };
  Reference next();

 private:
  std::mutex mutex_;
  std::chrono::steady_clock::time_point second_{};  // when it began
  int in_second_ = 0;
  std::string last_;
};

}  // namespace bonito::detail
