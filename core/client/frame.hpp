// SPDX-License-Identifier: MIT
// The envelope scanner: reads a request frame in one pass without building a tree, and gives the
// spans of its members as they stand in the text. It accepts exactly the JSON of RFC 8259 (valid
// UTF-8, nesting up to kMaxDepth); what it accepts, a JSON parser accepts. No I/O, any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace openclaw {

inline constexpr std::size_t kMaxDepth = 512;

// What a socket speaks: the product's protocol, or the simple dialect of {method, params, id}.
enum class Dialect { kProduct, kSimple };

enum class FrameKind {
  kNotJson,  // not one JSON value
  kBroken,   // JSON, but no request frame; `problem` says why
  kRequest,
};

struct Frame {
  FrameKind kind = FrameKind::kNotJson;
  // The spans below borrow from the scanned text. Raw spans hold JSON as sent (a string with its
  // quotes and escapes); an absent member is an empty span.
  std::string_view raw_id;
  std::string_view raw_type;
  std::string_view raw_method;
  std::string_view params;
  std::string_view raw_traceparent;
  std::string_view raw_expected_profile;
  bool is_object = false;
  // For kBroken: the validator's text behind "invalid request frame: ", for instance
  // `must have required property 'id'; at root: unexpected property 'bogus'`.
  std::string problem;
  // What readers of JSON would understand in different ways, inside of params: "at /a: must not
  // ...". The request must not be carried out.
  std::string params_problem;
};

// Scans one frame. `text` must outlive the result. In the simple dialect the id may be a number or
// null, or be absent.
Frame scan_frame(std::string_view text, Dialect dialect = Dialect::kProduct);

// Checks that `text` is exactly one JSON value.
bool is_json(std::string_view text);

// The value of a raw JSON string span, escapes resolved. `raw` must come from a scan.
std::string unescape(std::string_view raw);
// As `unescape`, without a copy when the span holds no escape; else resolves into `scratch`.
std::string_view text_of(std::string_view raw, std::string& scratch);

}  // namespace openclaw
