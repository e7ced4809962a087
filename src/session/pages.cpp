#include "bonito/session/pages.hpp"

#include <utility>

#include "base/longest_wait.hpp"
#include "bonito/session/proxy.hpp"
#include "session/all_registries.hpp"
#include "session/doorkeeper.hpp"
#include "session/embedding.hpp"
#include "session/page.hpp"
#include "session/page_files.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

// What follows the last "_bonito/" of the path.
std::string file_name(std::string_view path) {
  constexpr std::string_view folder = "_bonito/";
  const auto start = path.rfind(folder);
  return std::string(start == std::string_view::npos ? "" : path.substr(start + folder.size()));
}

}  // namespace

Pages::Pages(PagesOptions options)
    : doorkeeper_(std::make_shared<const detail::Doorkeeper>(options)),
      registry_(std::make_shared<detail::SessionRegistry>(
          detail::RegistryOptions{.development = options.development,
                                  .limits = options.limits,
                                  .ask_after = detail::bounded(options.ask_after),
                                  .asset_origins = options.asset_origins})),
      embedding_(std::make_shared<detail::Embedding>(registry_)) {
  if (options.development) registry_->watch_files();
}

Pages::~Pages() { close(); }

std::shared_ptr<Session> Pages::open(const Request& request) { return registry_->make(Visit{request, {}}); }

Response Pages::page(const App& app, const Request& request) {
  return detail::serve_page(app, Visit{request, {}}, *registry_);
}

std::string Pages::embed(const App& app, const Request& request) { return embedding_->show(app, Visit{request, {}}); }

std::string Pages::embed(const RemoteApp& app, const Request& request) {
  return app.embed(*registry_, Visit{request, {}});
}

Response Pages::answer(const Request& request) const {
  return detail::serve_page_file(request, file_name(request.path), *registry_,
                                 [&](const auto&) { return request.identity; });
}

Admission Pages::admit(const Request& request) const { return doorkeeper_->admit(request, *registry_); }

std::size_t Pages::sessions() const { return registry_->size(); }

void Pages::close() noexcept { registry_->close_all({ByeCode::shutdown, "The program is ending."}); }

std::shared_ptr<Session> find_session(std::string_view id) {
  for (const auto& registry : detail::all_registries()) {
    if (auto session = registry->find(id)) return session;
  }
  return nullptr;
}

}  // namespace bonito
