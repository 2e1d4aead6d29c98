// SPDX-License-Identifier: MIT
#include "history_page.hpp"

#include <algorithm>
#include <openclaw/ascii.hpp>
#include <openclaw/json.hpp>

#include "base64url.hpp"

namespace approvals {
namespace {

bool is_url_plain(char c) {
  return oc::is_letter_or_digit(c) || std::string_view("-_.").find(c) != std::string_view::npos;
}

// Ids have no other character than these and `:`.
std::string url_path(std::string_view id) {
  std::string out = "/approve/";
  for (const char c : id) out += is_url_plain(c) ? std::string(1, c) : "%3A";
  return out;
}

std::string item_json(const oc::Rows& rows, std::size_t row) {
  oc::Object source;
  source.add_some("agentId", rows.text(row, 3)).add_some("sessionKey", rows.text(row, 4));
  oc::Object resolver;
  resolver.add("kind", rows.text(row, 10)).add_some("id", rows.text(row, 11));
  oc::Object out;
  out.add("id", rows.text(row, 0)).add("status", rows.text(row, 1));
  out.raw("presentation", rows.text(row, 2)).add("urlPath", url_path(rows.text(row, 0)));
  out.add("createdAtMs", rows.integer(row, 5)).add("expiresAtMs", rows.integer(row, 6));
  out.add("resolvedAtMs", rows.integer(row, 7)).add("reason", rows.text(row, 8));
  out.add_some("decision", rows.text(row, 9));
  return out.raw("source", source.take()).raw("resolver", resolver.take()).take();
}

}  // namespace

std::string write_cursor(const HistoryPlace& place) {
  return base64url(
      oc::Object().add("v", 1).add("resolvedAtMs", place.at_ms).add("id", place.id).take());
}

std::optional<HistoryPlace> read_cursor(std::string_view cursor) {
  const auto text = from_base64url(cursor);
  if (!text) return std::nullopt;
  const oc::Json in = oc::parse(*text);
  const HistoryPlace place{oc::integer(in.get(), "resolvedAtMs", -1),
                           std::string(oc::text(in.get(), "id"))};
  if (place.at_ms < 0 || place.id.empty() || write_cursor(place) != cursor) return std::nullopt;
  return place;
}

std::string page_json(const oc::Rows& rows, std::size_t most) {
  const std::size_t shown = std::min(rows.size(), most);
  std::string items = "[";
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) items += ',';
    items += item_json(rows, i);
  }
  oc::Object out;
  out.raw("items", items + ']');
  if (rows.size() > shown && shown > 0) {
    const HistoryPlace last{rows.integer(shown - 1, 7), std::string(rows.text(shown - 1, 0))};
    out.add("nextCursor", write_cursor(last));
  }
  return out.take();
}

}  // namespace approvals
