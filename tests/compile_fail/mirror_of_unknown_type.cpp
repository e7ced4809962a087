// error: or a type with Value to_value
#include "bonito/session/session.hpp"

using namespace bonito;
struct Thing {};
void show(Session& session) { session.mirror("thing", Observable<Thing>{Thing{}}); }
