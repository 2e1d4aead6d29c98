// SPDX-License-Identifier: MIT
// Tells what it is told of clients and of an event, closes connections, speaks WebSocket, and
// answers HTTP in pieces.
#include <openclaw/iface/draft/clients.h>
#include <openclaw/iface/draft/ws-routes.h>
#include <openclaw/plugin.hpp>

#include <string>

namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr int kPieces = 64;

class Watcher : public oc::Plugin {
 public:
  explicit Watcher(oc::Host h) : Plugin(h) {}

  int start() override {
    const oc_iface clients = host.find(OC_CLIENTS);
    clients_ = static_cast<const oc_clients *>(clients.ops);
    ws_ = static_cast<const oc_ws_sockets *>(host.find(OC_WS).ops);
    http_ = static_cast<const oc_http *>(host.find(OC_HTTP).ops);
    presence_ = host.subscribe("presence", [this](std::string_view) { ++presences_; });
    return clients_ && ws_ && http_ ? 0 : -1;
  }

  void told(oc::Request request, std::string_view) { request.reply("[" + told_ + "]"); }

  void presences(oc::Request request, std::string_view) {
    request.reply(std::to_string(presences_));
  }

  void unsubscribe(oc::Request request, std::string_view) {
    presence_.reset();
    request.reply("{}");
  }

  void each(oc::Request request, std::string_view) {
    std::string out;
    clients_->each(
        host.self(), nullptr,
        [](void *arg, const oc_client *client) {
          auto &text = *static_cast<std::string *>(arg);
          text += (text.empty() ? "\"" : ",\"") + std::string(oc::view(client->role)) + "\"";
        },
        &out);
    request.reply("[" + out + "]");
  }

  void close_caller(oc::Request request, std::string_view) {
    const std::string id(oc::view(request.caller().connection_id));
    request.reply("{}");
    clients_->close(host.self(), oc::str(id), 4001, oc::str("as it wished"));
  }

  void note(oc::Request request, std::string_view) {
    const oc_str device = request.caller().device_id;
    const int err = clients_->note_device(host.self(), device, oc::str(R"({"noted":true})"));
    request.reply(std::to_string(err));
  }

  void tell(const char *what, std::string_view who) {
    if (!told_.empty()) told_ += ',';
    told_ += '"' + std::string(what) + ' ' + std::string(who) + '"';
  }

  void welcome(const oc_client *client, oc_hello *hello) {
    tell("welcome", oc::view(client->role));
    std::string declared(oc::view(client->declared_json));
    if (declared.empty()) declared = "null";
    clients_->add_to_hello(host.self(), hello, "declared", oc::str(declared));
    const int own = clients_->add_to_hello(host.self(), hello, "auth", oc::str("{}"));
    const int twice = clients_->add_to_hello(host.self(), hello, "declared", oc::str("{}"));
    tell("add", std::to_string(own) + " " + std::to_string(twice));
  }

  // A peer that says "flood" is sent more than it reads.
  void message(oc_ws *ws, std::string_view text) {
    if (text == "bye") return ws_->close(ws, 4002, oc::str("bye"));
    if (text != "flood") {
      ws_->send(ws, oc::str("you said " + std::string(text)));
      return;
    }
    const std::string piece(kPiece, 'x');
    while (ws_->send(ws, oc::str(piece)) == 0) {
    }
  }

  void guarded(oc_http_req *req) {
    if (!http_->permitted(req)) return http_->refuse(req);
    http_->respond(req, 200, nullptr, 0, oc::str("come in"));
  }

  void stream(oc_http_req *req) {
    http_->begin(req, 200, nullptr, 0);
    streamed_ = req;
    left_ = kPieces;
    http_->on_gone(
        req, [](void *arg) { static_cast<Watcher *>(arg)->tell("gone", "stream"); }, this);
    more();
  }

  void more() {
    const std::string piece(kPiece, 'y');
    if (left_-- == 0 || http_->write(streamed_, oc::str(piece)) != 0) {
      return http_->end(streamed_);
    }
    http_->on_room(
        streamed_, [](void *arg) { static_cast<Watcher *>(arg)->more(); }, this);
  }

  // Asks to be told of room, and ends the answer before it can be, with more than the peer reads.
  void end_early(oc_http_req *req) {
    http_->begin(req, 200, nullptr, 0);
    http_->write(req, oc::str("x"));
    soon_ = host.after(1, [this, req] {
      http_->on_room(
          req, [](void *arg) { static_cast<Watcher *>(arg)->tell("room", "behind the end"); },
          this);
      http_->write(req, oc::str(std::string(kPieces * kPiece, 'z')));
      http_->end(req);
      tell("ended", "early");
    });
  }

 private:
  const oc_clients *clients_ = nullptr;
  const oc_ws_sockets *ws_ = nullptr;
  const oc_http *http_ = nullptr;
  oc_http_req *streamed_ = nullptr;
  int left_ = 0;
  int presences_ = 0;
  std::string told_;
  oc::Sub presence_;
  oc::Sub soon_;
};

Watcher &of(void *state) { return *static_cast<Watcher *>(static_cast<oc::Plugin *>(state)); }

template <auto Member>
constexpr oc_method row(const char *name) {
  return {name, "any", "operator.read", 0, nullptr, oc::handler<Member>, nullptr};
}

constexpr oc_method kRows[] = {row<&Watcher::told>("watcher.told"),
                               row<&Watcher::presences>("watcher.presences"),
                               row<&Watcher::unsubscribe>("watcher.unsubscribe"),
                               row<&Watcher::each>("watcher.each"),
                               row<&Watcher::close_caller>("watcher.close-caller"),
                               row<&Watcher::note>("watcher.note")};
constexpr oc_methods kMethods = {sizeof(oc_methods), sizeof(oc_method), kRows,
                                 sizeof kRows / sizeof kRows[0]};

constexpr oc_client_watch kWatch = {
    sizeof(oc_client_watch),
    [](void *state, const oc_client *client, oc_hello *hello) { of(state).welcome(client, hello); },
    [](void *state, const oc_client *client) { of(state).tell("joined", oc::view(client->role)); },
    [](void *state, const oc_client *client) { of(state).tell("left", oc::view(client->role)); },
    [](void *state, oc_str device) { of(state).tell("removed", oc::view(device)); }};

constexpr oc_ws_route kSockets[] = {
    {"/watcher/local", 0, 1024, nullptr, [](void *, oc_ws *, const oc_ws_upgrade *) {},
     [](void *state, oc_ws *ws, oc_str text) { of(state).message(ws, oc::view(text)); },
     [](void *state, oc_ws *) { of(state).tell("closed", "local"); }},
    {"/watcher/judged", OC_ROUTE_PREFIX, 1024,
     [](void *, const oc_ws_upgrade *upgrade) {
       return oc::view(upgrade->path) == "/watcher/judged/yes" ? 0 : 404;
     },
     [](void *, oc_ws *, const oc_ws_upgrade *) {}, nullptr, [](void *, oc_ws *) {}}};
constexpr oc_ws_routes kWsRoutes = {sizeof(oc_ws_routes), sizeof(oc_ws_route), kSockets,
                                    sizeof kSockets / sizeof kSockets[0]};

constexpr oc_http_route kPages[] = {
    {"GET", "/watcher/guarded", OC_ROUTE_PUBLIC, 0,
     [](void *state, oc_http_req *req) { of(state).guarded(req); }},
    {"GET", "/watcher/stream", OC_ROUTE_PUBLIC, 0,
     [](void *state, oc_http_req *req) { of(state).stream(req); }},
    {"GET", "/watcher/early", OC_ROUTE_PUBLIC, 0,
     [](void *state, oc_http_req *req) { of(state).end_early(req); }}};
constexpr oc_http_routes kHttpRoutes = {sizeof(oc_http_routes), sizeof(oc_http_route), kPages,
                                        sizeof kPages / sizeof kPages[0]};
constexpr oc_service kServices[] = {{OC_METHODS, &kMethods},
                                    {OC_CLIENT_WATCH, &kWatch},
                                    {OC_WS_ROUTES, &kWsRoutes},
                                    {OC_HTTP_ROUTES, &kHttpRoutes},
                                    {nullptr, nullptr}};

}  // namespace

OC_PLUGIN(Watcher, ID, "1.0", "Watches clients", kServices, nullptr, nullptr)
