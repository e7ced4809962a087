// Live navigation: a link to another page of the same server changes the page where it stands, without loading it anew.
//
//   dom::nav(live_links(), dom::a("href"_a = "/", "Now"), dom::a("href"_a = "/history", "History"),
//            dom::a("href"_a = "/logout", plain_links(), "Log out"));     // that one is loaded as usual
//   navigate(session, "/history");                                        // or the program goes there
//
// Every link in an element with live_links() is live, or the element itself, if it is one. The new page is asked for
// as ever, so who may see it, redirects and errors are what they were; it has a session of its own, and that of the old
// page is closed at once, if it is connected. Title, history, scrolling and focus are as after a load. Where no script
// runs the links are ordinary ones; so is whatever leads elsewhere, opens a new tab, or turns out to be no page of this
// library's: docs/guides/navigation.md.
//
// Owner: values. Thread: any. Failure: none; a page that cannot be changed is loaded.
#pragma once
#include <string_view>

#include "bonito/dom/attribute.hpp"

namespace bonito {

class Session;

struct LiveLinkOptions {
  // A page is asked for when a pointer or the focus rests on its link. That visits it: not for links that change
  // something, as one that logs out.
  bool prefetch = true;
  // With the browser's transition between the two (document.startViewTransition), unless motion is unwelcome.
  bool transition = false;
};

Attribute live_links(LiveLinkOptions options = {});
Attribute plain_links();  // in an element with live ones

// The browser goes to the address, seen from its page; live, if it can be. For a page that nobody looks at now, when
// its browser is back.
void navigate(Session& session, std::string_view address);

}  // namespace bonito
