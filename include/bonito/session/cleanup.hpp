// Cleanup: how long a page without a browser is kept, and who decides.
//
//   set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 1h}));
//
//   class KeepMembers final : public CleanupPolicy {                    // or one of your own
//    public:
//     bool should_cleanup(const Session& session) const override {
//       const bool is_member = session.metadata("member") == Value(true);
//       return (is_member ? members_ : others_).should_cleanup(session);
//     }
//     bool allow_soft_close() const override { return true; }
//
//    private:
//     const DefaultCleanupPolicy members_{{.keep_after_disconnect = 24h}}, others_;
//   };
//
// Owner: the process has one policy; sessions of every server ask it. Thread: set_cleanup_policy from any, at any
// time. should_cleanup is asked on the strand of its session, the others on any thread, where they must not block;
// several threads ask at once. Failure: a policy that throws is logged, and the session kept.
#pragma once
#include <chrono>
#include <memory>
#include <optional>

#include "bonito/session/session.hpp"

namespace bonito {

class CleanupPolicy {
 public:
  virtual ~CleanupPolicy() = default;
  virtual bool should_cleanup(const Session& session) const = 0;  // true: it is closed
  virtual bool allow_soft_close() const = 0;                      // may a browser that was lost come back?
  // When should_cleanup might be true next, for a session in `status` since `since`; nothing: not before the status
  // changes. Asked at every change, and after should_cleanup has said no. Every second, if you do not say.
  virtual std::optional<std::chrono::steady_clock::time_point> ask_at(
      SessionStatus status, std::chrono::steady_clock::time_point since) const;
};

struct CleanupTimes {
  std::chrono::milliseconds wait_for_first_connect{30'000};
  std::chrono::milliseconds keep_after_disconnect{30'000};  // zero: no soft close
};

// Closes a page that no browser connected to in time, and one whose browser left and did not come back in time.
class DefaultCleanupPolicy final : public CleanupPolicy {
 public:
  explicit DefaultCleanupPolicy(CleanupTimes times = {}) : times_(times) {}
  bool should_cleanup(const Session& session) const override;
  bool allow_soft_close() const override { return times_.keep_after_disconnect > std::chrono::milliseconds::zero(); }
  std::optional<std::chrono::steady_clock::time_point> ask_at(
      SessionStatus status, std::chrono::steady_clock::time_point since) const override;

 private:
  CleanupTimes times_;
};

// Null: the default policy.
void set_cleanup_policy(std::shared_ptr<const CleanupPolicy> policy);
std::shared_ptr<const CleanupPolicy> cleanup_policy();

}  // namespace bonito
