// GatedExecutor: an Asio executor whose every handler holds a lock, the gate.
//
// It is a strand that other threads may enter too, if nobody is in it: who gets gate->try_lock() may
// start an operation at once, on their own thread, instead of waking the I/O thread to do it. That
// saves a change of threads for each message written. Others never wait for the gate: they post. So
// a handler may call into the program while it holds it, and no order of locks can be wrong.
#pragma once
#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <memory>
#include <mutex>
#include <utility>

namespace bonito::http {

using Gate = std::recursive_mutex;  // Asio may run a handler inside another one

template <class Inner = boost::asio::io_context::executor_type>
class GatedExecutor {
 public:
  GatedExecutor(Inner inner, std::shared_ptr<Gate> gate) noexcept : inner_(std::move(inner)), gate_(std::move(gate)) {}

  template <class Property>
  requires boost::asio::can_query<const Inner&, Property>::value decltype(auto) query(
      const Property& property) const noexcept {
    return boost::asio::query(inner_, property);
  }

  template <class Property>
  requires boost::asio::can_require<const Inner&, Property>::value auto require(const Property& property) const {
    return GatedExecutor<std::decay_t<decltype(boost::asio::require(inner_, property))>>(
        boost::asio::require(inner_, property), gate_);
  }

  template <class F>
  void execute(F&& f) const {
    inner_.execute([gate = gate_, work = std::decay_t<F>(std::forward<F>(f))]() mutable {
      const std::lock_guard lock(*gate);
      std::move(work)();
    });
  }

  boost::asio::execution_context& context() const noexcept {
    return boost::asio::query(inner_, boost::asio::execution::context);
  }

  friend bool operator==(const GatedExecutor& a, const GatedExecutor& b) noexcept {
    return a.inner_ == b.inner_ && a.gate_ == b.gate_;
  }
  friend bool operator!=(const GatedExecutor& a, const GatedExecutor& b) noexcept { return !(a == b); }

 private:
  Inner inner_;
  std::shared_ptr<Gate> gate_;
};

}  // namespace bonito::http
