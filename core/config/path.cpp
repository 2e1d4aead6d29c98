// SPDX-License-Identifier: MIT
#include "core/config/path.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace openclaw {
namespace {

// Nobody needs a longer list, and each item up to the index is made.
constexpr int kMaxIndex = 9999;

Error bad_path(std::string_view text) {
  return invalid_request("Invalid path: " + std::string(text) +
                         "\nA path is keys with dots between them and [n] for an item of a list, "
                         "for example gateway.port or agents.list[0].id");
}

std::optional<int> index_of(const std::string& part) {
  int index = 0;
  const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (problem != std::errc() || end != part.data() + part.size()) return std::nullopt;
  if (index < 0 || index > kMaxIndex) return std::nullopt;
  return index;
}

cJSON* child_of(const cJSON* node, const std::string& part) {
  if (cJSON_IsObject(node)) return cJSON_GetObjectItemCaseSensitive(node, part.c_str());
  const auto index = index_of(part);
  return cJSON_IsArray(node) && index ? cJSON_GetArrayItem(node, *index) : nullptr;
}

class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  bool read(ConfigPath& out) {
    while (at_ < text_.size()) {
      if (text_[at_] == '[' ? !bracket(out) : !key(out)) return false;
    }
    return !out.empty() && !dangling_;
  }

 private:
  bool key(ConfigPath& out) {
    std::string part;
    for (; at_ < text_.size() && text_[at_] != '.' && text_[at_] != '['; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      part += text_[at_];
    }
    if (part.empty()) return false;
    out.push_back(std::move(part));
    return over_dot();
  }

  bool bracket(ConfigPath& out) {
    const std::size_t end = text_.find(']', at_);
    if (end == std::string_view::npos) return false;
    std::string_view inner = text_.substr(at_ + 1, end - at_ - 1);
    const bool quoted = inner.size() >= 2 && inner.front() == inner.back() &&
                        (inner.front() == '"' || inner.front() == '\'');
    if (quoted) inner = inner.substr(1, inner.size() - 2);
    if (inner.empty() || (!quoted && !index_of(std::string(inner)))) return false;
    out.emplace_back(inner);
    at_ = end + 1;
    return at_ == text_.size() || text_[at_] == '[' || text_[at_] == '.' ? over_dot() : false;
  }

  bool over_dot() {
    dangling_ = at_ < text_.size() && text_[at_] == '.';
    if (dangling_) ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool dangling_ = false;
};

bool add(cJSON* parent, const std::string& part, JsonTree node) {
  cJSON* raw = node.release();
  const bool done = cJSON_IsObject(parent) != 0 ? cJSON_AddItemToObject(parent, part.c_str(), raw)
                                                : cJSON_AddItemToArray(parent, raw);
  if (!done) cJSON_Delete(raw);
  return done;
}

Status place(cJSON* parent, const std::string& part, JsonTree value) {
  cJSON* old = child_of(parent, part);
  if (old != nullptr) {
    cJSON* raw = value.release();
    if (cJSON_IsObject(parent)) {
      cJSON_ReplaceItemInObjectCaseSensitive(parent, part.c_str(), raw);
    } else {
      cJSON_ReplaceItemViaPointer(parent, old, raw);
    }
    return Done{};
  }
  if (cJSON_IsArray(parent)) {
    const auto index = index_of(part);
    if (!index) return invalid_request("\"" + part + "\" is no index of a list");
    while (cJSON_GetArraySize(parent) < *index) {
      if (!add(parent, "", JsonTree(cJSON_CreateNull()))) return unavailable("out of memory");
    }
  }
  return add(parent, part, std::move(value)) ? Status(Done{}) : unavailable("out of memory");
}

}  // namespace

Result<ConfigPath> parse_config_path(std::string_view text) {
  ConfigPath path;
  if (!PathReader(text).read(path)) return bad_path(text);
  return path;
}

const cJSON* find_at(const cJSON* root, const ConfigPath& path) {
  for (const std::string& part : path) root = root == nullptr ? nullptr : child_of(root, part);
  return root;
}

Status put_at(cJSON* root, const ConfigPath& path, JsonTree value) {
  std::string so_far;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    so_far += (i == 0 ? "" : ".") + path[i];
    cJSON* inner = child_of(root, path[i]);
    if (inner == nullptr) {
      JsonTree fresh(index_of(path[i + 1]) ? cJSON_CreateArray() : cJSON_CreateObject());
      if (Status made = place(root, path[i], std::move(fresh)); !made) return made;
      inner = child_of(root, path[i]);
    }
    if (!cJSON_IsObject(inner) && !cJSON_IsArray(inner)) {
      return invalid_request("Cannot set " + path[i + 1] + " in " + so_far +
                             ", which is no object; unset it first");
    }
    root = inner;
  }
  return place(root, path.back(), std::move(value));
}

bool remove_at(cJSON* root, const ConfigPath& path) {
  const ConfigPath parents(path.begin(), path.end() - 1);
  auto* parent = const_cast<cJSON*>(find_at(root, parents));
  cJSON* node = parent == nullptr ? nullptr : child_of(parent, path.back());
  if (node == nullptr) return false;
  cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
  return true;
}

}  // namespace openclaw
