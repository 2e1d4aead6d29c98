// SPDX-License-Identifier: MIT
#include "nodes.hpp"

#include <algorithm>
#include <utility>

namespace nodes {
namespace {

constexpr const char* kTriggers = R"({"triggers":["openclaw","claude","computer"]})";
constexpr const char* kRouting =
    R"({"config":{"version":1,"defaultTarget":{"mode":"current"},"routes":[],"updatedAtMs":0}})";

// Of an earlier pairing, which was taken away without the plugin.
bool is_stray(const Record& record, const Devices& devices, const std::string& id) {
  const auto device = devices.find(id);
  if (device == devices.end()) return true;
  const std::int64_t since = device->second.created_ms;
  const bool approved = record.approved && record.approved->approved_ms >= since;
  return !approved && !(record.pending && record.pending->ts >= since);
}

bool is_node(const oc_client& client) {
  return oc::view(client.role) == "node" && client.device_id.n > 0;
}

// So many that a line of the log stays one.
std::string first_names(const Names& names) {
  constexpr std::size_t kMost = 20;
  if (names.size() <= kMost) return names_json(names);
  const Names first(names.begin(), names.begin() + kMost);
  return names_json(first) + " and " + std::to_string(names.size() - kMost) + " more";
}

}  // namespace

Nodes::Nodes(oc::Host h) : Plugin(h), world_(h) {
  world_.book.on_change([this](const std::string& node_id) { note(node_id); });
  pairing.on_surface([this](Session& session) {
    publications.settle(session);
    invokes.narrowed(session);
    const Record* record = world_.book.find(session.node_id);
    if (record && record->approved) return;
    session.chats.clear();
    chats.settle();
  });
}

int Nodes::start() {
  world_.clients = static_cast<const oc_clients*>(host.find(OC_CLIENTS).ops);
  if (!world_.clients) return -ENOSYS;
  world_.configure();
  return world_.book.open([this](int err) { loaded(err); });
}

void Nodes::loaded(int err) {
  if (err != 0) return host.failed("its records cannot be read; see the log");
  loaded_ = true;
  world_.clients->each(
      host.self(), "node",
      [](void* arg, const oc_client* client) { static_cast<Nodes*>(arg)->joined(client); }, this);
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& one : waiting) one();
}

void Nodes::drop_strays() {
  if (std::exchange(strays_dropped_, true)) return;
  world_.devices([this](bool known, const Devices& devices) {
    if (!known) return;
    std::vector<std::string> strays;
    for (const auto& [id, record] : world_.book.all()) {
      if (is_stray(record, devices, id)) strays.push_back(id);
    }
    for (const std::string& id : strays) pairing.forget(id, nullptr);
  });
}

void Nodes::stop(oc::Stopping) {
  waiting_.clear();
  chats.stop();
  invokes.stop();
}

void Nodes::note(const std::string& node_id) {
  const Record* record = world_.book.find(node_id);
  const std::string members = record ? device_note(*record) : std::string();
  world_.clients->note_device(host.self(), oc::str(node_id), oc::str(members));
  // An approval that could not be written is taken back from a node that has come meanwhile, too.
  Session* session = world_.registry.of_node(node_id);
  if (session && (!record || !record->approved)) world_.refresh(*session);
}

void Nodes::welcome(const oc_client* client, oc_hello* hello) {
  if (!is_node(*client) || !loaded_) return;
  drop_strays();
  Session session = read_session(*client);
  session.declared = world_.policy.declarable(session.face, session.said);
  pairing.compare(session);
  world_.refresh(session);
  surfaces.welcome(*client, session, hello);
}

void Nodes::joined(const oc_client* client) {
  if (is_node(*client) && loaded_) take_in(*client);
}

void Nodes::take_in(const oc_client& client) {
  Session fresh = read_session(client);
  fresh.declared = world_.policy.declarable(fresh.face, fresh.said);
  pairing.compare(fresh);
  const Names withheld = [&fresh] {
    Names out;
    for (const std::string& one : fresh.said.commands) {
      if (!contains(fresh.declared.commands, one)) out.push_back(one);
    }
    return out;
  }();
  if (!withheld.empty()) {
    host.log(OC_LOG_WARN, "node " + fresh.node_id +
                              " declares commands that it may not be asked "
                              "for, and they are left out: " +
                              first_names(withheld));
  }
  const std::string node_id = fresh.node_id;
  const std::unique_ptr<Session> earlier = world_.registry.add(std::move(fresh));
  if (earlier) ended(*earlier);
  Session& session = *world_.registry.of_node(node_id);
  world_.refresh(session);
  if (const Record* known = world_.book.find(node_id); known && known->approved) {
    Record record = *known;
    record.approved->connected_ms = session.connected_ms;
    record.approved->disconnected_ms = 0;
    world_.book.change(node_id, std::move(record), nullptr);
  }
  tell_wake_words(session);
}

void Nodes::tell_wake_words(const Session& session) const {
  host.publish_to(session.connection_id, "voicewake.changed", kTriggers);
  host.publish_to(session.connection_id, "voicewake.routing.changed", kRouting);
}

void Nodes::wake_words(oc::Request request, std::string_view) { request.reply(kTriggers); }

void Nodes::ended(const Session& session) {
  invokes.left(session.connection_id);
  chats.settle();
}

void Nodes::left(const oc_client* client) {
  if (!loaded_) return;
  const std::unique_ptr<Session> session = world_.registry.remove(oc::view(client->connection_id));
  if (!session) return;
  ended(*session);
  const Record* known = world_.book.find(session->node_id);
  if (!known || !known->approved) return;
  Record record = *known;
  record.approved->connected_ms = session->connected_ms;
  record.approved->disconnected_ms = std::max(host.wall_ms(), record.approved->connected_ms);
  world_.book.change(session->node_id, std::move(record), nullptr);
}

void Nodes::device_removed(oc_str device_id) {
  if (loaded_) pairing.forget(std::string(oc::view(device_id)), nullptr);
}

}  // namespace nodes
