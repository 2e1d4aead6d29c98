// SPDX-License-Identifier: MIT
// The plugin: nodes as they come and go, and the parts that answer their methods.
#pragma once
#include "catalog.hpp"
#include "chat_fanout.hpp"
#include "events.hpp"
#include "invokes.hpp"
#include "pairing.hpp"
#include "publications.hpp"
#include "queue.hpp"
#include "surfaces.hpp"

namespace nodes {

class Nodes final : public oc::Plugin {
 public:
  explicit Nodes(oc::Host h);
  int start() override;
  void stop(oc::Stopping) override;

  void welcome(const oc_client* client, oc_hello* hello);
  void joined(const oc_client* client);
  void left(const oc_client* client);
  void device_removed(oc_str device_id);

  // A method of one of the parts, once the records have been read.
  template <auto Part, auto Method>
  void ask(oc::Request request, std::string_view params) {
    if (loaded_ && request.caller().connection_id.n > 0) drop_strays();
    if (loaded_) return (this->*Part.*Method)(std::move(request), params);
    const auto held = std::make_shared<oc::Request>(std::move(request));
    waiting_.emplace_back([this, held, text = std::string(params)] {
      (this->*Part.*Method)(std::move(*held), text);
    });
  }
  void wake_words(oc::Request request, std::string_view params);

 private:
  World world_;
  RunTickets tickets_;

 public:
  Catalog catalog{world_};
  Pairing pairing{world_};
  Queue queue{world_};
  Invokes invokes{world_, queue, tickets_};
  ChatFanout chats{world_};
  Events events{world_, tickets_, chats};
  Publications publications{world_};
  Surfaces surfaces{world_};

 private:
  void loaded(int err);
  // A device that was removed while the plugin was off takes its surface with it. Once somebody has
  // been let in, the devices are known.
  void drop_strays();
  void take_in(const oc_client& client);
  void ended(const Session& session);
  void tell_wake_words(const Session& session) const;
  void note(const std::string& node_id);

  bool loaded_ = false;
  bool strays_dropped_ = false;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace nodes
