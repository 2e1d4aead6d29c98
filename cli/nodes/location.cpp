// SPDX-License-Identifier: MIT
// `openclaw nodes location get`: where a node is.
#include <array>
#include <cstdio>

#include "cli/display.hpp"
#include "cli/nodes/nodes.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kLocationTimeoutMs = 30'000;
constexpr std::int64_t kLocationInvokeMs = 20'000;
constexpr std::int64_t kFixMs = 10'000;
constexpr std::int64_t kMostMs = 24LL * 60 * 60 * 1000;

Result<std::string> location_params(const Arguments& arguments) {
  JsonWriter w;
  w.object();
  if (arguments.has("max-age")) {
    const auto age = arguments.number("max-age", 60'000, 0, kMostMs);
    if (!age) return age.error();
    w.key("maxAgeMs").value(*age);
  }
  if (const auto accuracy = arguments.value("accuracy")) {
    if (*accuracy != "coarse" && *accuracy != "balanced" && *accuracy != "precise") {
      return invalid_request("Invalid --accuracy. Use coarse, balanced or precise.");
    }
    w.key("desiredAccuracy").value(*accuracy);
  }
  const auto fix = arguments.number("location-timeout", kFixMs, 1, kMostMs);
  if (!fix) return fix.error();
  return w.key("timeoutMs").value(*fix).end().take();
}

// "52.52,13.405 ±12.3m"; what the node sent when it is no place.
std::string place_text(const cJSON* payload) {
  const cJSON* latitude = json_get(payload, "lat");
  const cJSON* longitude = json_get(payload, "lon");
  if (!cJSON_IsNumber(latitude) || !cJSON_IsNumber(longitude)) {
    return printable(print_json(payload));
  }
  std::string text = print_json(latitude) + ',' + print_json(longitude);
  const cJSON* accuracy = json_get(payload, "accuracyMeters");
  if (!cJSON_IsNumber(accuracy)) return text;
  std::array<char, 64> meters{};
  std::snprintf(meters.data(), meters.size(), " \xC2\xB1%.1fm", accuracy->valuedouble);
  return text + meters.data();
}

Result<JsonTree> locate(const Arguments& arguments) {
  const auto params = location_params(arguments);
  if (!params) return params.error();
  return ask_node(arguments, {"location.get", *params, "", std::nullopt}, kLocationTimeoutMs,
                  kLocationInvokeMs);
}

int run_location_get(const Arguments& arguments) {
  const auto answer = locate(arguments);
  if (!answer) return nodes_failed("location get", answer.error());
  const JsonTree payload = payload_of(answer->get());
  if (!payload) return nodes_failed("location get", unavailable("the node sent nothing"));
  if (arguments.has("json")) return print_tree(payload.get());
  std::puts(place_text(payload.get()).c_str());
  return 0;
}

}  // namespace

Command nodes_location_command() {
  Command command{"location", "Ask a node where it is"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      nodes_leaf("get", "Print latitude, longitude and how exact they are", run_location_get,
                 {node_option(),
                  {"max-age", "<ms>", "What the node knows may be so old"},
                  {"accuracy", "<accuracy>", "How exact", '\0', "coarse balanced precise"},
                  {"location-timeout", "<ms>", "How long it may look (default: 10000)"},
                  {"invoke-timeout", "<ms>", "How long the node may take (default: 20000)"}},
                 "Longest wait in milliseconds (default: 30000)")};
  return command;
}

}  // namespace openclaw::cli
