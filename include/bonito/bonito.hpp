// Everything a program needs to grow a live page.
//
//   auto count = Observable<int>{0};
//   auto app = App([=] {
//     return dom::div(dom::h1("Count: ", count),
//                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
//   });
//   Server{{.port = 8080}}.route("/", app).wait();
//
// Handles (Observable, Node, Asset, App) are cheap to copy, and copies share state. Identities (Session,
// Server, FrontendConnection) are never copied; they travel by reference.
#pragma once
#include "bonito/base/error.hpp"
#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/dom/keyed_list.hpp"
#include "bonito/dom/mathml.hpp"
#include "bonito/dom/observed_events.hpp"
#include "bonito/dom/svg.hpp"
#include "bonito/dom/virtual_list.hpp"
#include "bonito/dom/when.hpp"
#include "bonito/host/server.hpp"
#include "bonito/http/files.hpp"
#include "bonito/reactive/combine.hpp"
#include "bonito/reactive/observable.hpp"
#include "bonito/reactive/observable_vector.hpp"
#include "bonito/session/app.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/cleanup.hpp"
#include "bonito/session/connection_indicator.hpp"
#include "bonito/session/connection_loop.hpp"
#include "bonito/session/context.hpp"
#include "bonito/session/download.hpp"
#include "bonito/session/form.hpp"
#include "bonito/session/http_stream_connection.hpp"
#include "bonito/session/later.hpp"
#include "bonito/session/navigation.hpp"
#include "bonito/session/pages.hpp"
#include "bonito/session/proxy.hpp"
#include "bonito/session/session.hpp"
#include "bonito/session/task.hpp"
#include "bonito/session/upload.hpp"
#include "bonito/session/websocket_connection.hpp"
