// error: what is mirrored is an Observable of text
#include "bonito/session/session.hpp"

using namespace bonito;
void show(Session& session) { session.mirror("speed", 3); }
