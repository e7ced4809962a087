#include "bonito/web/handler.hpp"

namespace bonito {

Handler with_identity(Handler inner, Identify identify) {
  const auto shared = std::make_shared<const Identify>(std::move(identify));
  return Handler([inner = std::move(inner), shared](const Visit& visit) {
    Request known = visit.request;
    known.identity.clear();  // as it will be when the page's socket asks
    known.identity = (*shared)(known);
    return inner(Visit{known, visit.captures, shared});
  });
}

}  // namespace bonito
