// Registration: something that stands in a list of the process for as long as this is held.
//
//   const Registration panels = register_connection([] { return std::make_unique<MyConnection>(); });
//   register_asset_server(make_one).detach();     // until the process ends
//
// Owner: whoever holds it; it moves and does not copy. Thread: any. Failure: none.
#pragma once
#include <functional>
#include <utility>

namespace bonito {

class [[nodiscard]] Registration {
 public:
  Registration() noexcept = default;
  explicit Registration(std::function<void()> undo) noexcept : undo_(std::move(undo)) {}
  Registration(Registration&& other) noexcept : undo_(std::exchange(other.undo_, nullptr)) {}
  Registration& operator=(Registration&& other) noexcept {
    if (this != &other) {
      end();
      undo_ = std::exchange(other.undo_, nullptr);
    }
    return *this;
  }
  ~Registration() { end(); }

  void detach() && noexcept { undo_ = nullptr; }  // stands until the process ends

 private:
  void end() noexcept {
    if (const auto undo = std::exchange(undo_, nullptr)) undo();
  }
  std::function<void()> undo_;
};

}  // namespace bonito
