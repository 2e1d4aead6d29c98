// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"

#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace openclaw::cli {
namespace {

// What getopt_long returns for the option at an index of the table; beyond all letters.
constexpr int kFirstLong = 256;

std::vector<option> long_options(const std::vector<Option>& table) {
  std::vector<option> result;
  result.reserve(table.size() + 1);
  int next = kFirstLong;
  for (const Option& entry : table) {
    result.push_back(
        {entry.name, entry.value == nullptr ? no_argument : required_argument, nullptr, next++});
  }
  result.push_back({});
  return result;
}

// "+" ends the reading at the first word, ":" tells a missing value from an unknown option.
std::string letters(const std::vector<Option>& table, Stop stop) {
  std::string result = stop == Stop::at_first_word ? "+:" : ":";
  for (const Option& entry : table) {
    if (entry.letter == '\0') continue;
    result += entry.letter;
    if (entry.value != nullptr) result += ':';
  }
  return result;
}

const Option* find(const std::vector<Option>& table, int found) {
  if (found >= kFirstLong) return &table[static_cast<std::size_t>(found - kFirstLong)];
  for (const Option& entry : table) {
    if (entry.letter != '\0' && entry.letter == found) return &entry;
  }
  return nullptr;
}

std::string meant(std::string_view word, const std::vector<Option>& table) {
  std::vector<std::string_view> names;
  names.reserve(table.size());
  for (const Option& entry : table) names.emplace_back(entry.name);
  const std::string_view name = nearest(word, names);
  return name.empty() ? "" : "\nDid you mean --" + std::string(name) + "?";
}

// What getopt_long stumbled over: `as_typed` is the word, `letter` its short option or 0.
Error unknown_option(std::string as_typed, int letter, const std::vector<Option>& table) {
  if (letter > 0 && letter < kFirstLong) {
    return invalid_request("unknown option '-" + std::string(1, static_cast<char>(letter)) + "'");
  }
  as_typed.resize(std::min(as_typed.find('='), as_typed.size()));
  if (letter >= kFirstLong) return invalid_request("option '" + as_typed + "' takes no value");
  return invalid_request("unknown option '" + as_typed + "'" + meant(as_typed.substr(2), table));
}

// How many letters to insert, drop or replace between two words (Levenshtein), row by row.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char c : from) {
    std::size_t diagonal = row[0]++;
    for (std::size_t i = 1; i < row.size(); ++i) {
      const std::size_t replaced = diagonal + (to[i - 1] == c ? 0 : 1);
      diagonal = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, replaced});
    }
  }
  return row.back();
}

Error missing_value(const Option& entry) {
  return invalid_request("option '--" + std::string(entry.name) + " " + entry.value +
                         "' needs a value");
}

}  // namespace

bool Arguments::has(std::string_view option) const { return values_.find(option) != values_.end(); }

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  std::string joined;
  for (const std::string& one : found->second) {
    joined += (&one == &found->second.front() ? "" : ",") + one;
  }
  return joined;
}

std::vector<std::string> Arguments::all(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

Result<std::int64_t> Arguments::number(std::string_view option, std::int64_t fallback,
                                       std::int64_t least, std::int64_t most) const {
  const auto text = value(option);
  if (!text) return fallback;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, problem] = std::from_chars(text->data(), end, number);
  if (problem == std::errc() && stopped == end && number >= least && number <= most) return number;
  return invalid_request("Invalid --" + std::string(option) + ". Use a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most) + ", for example " +
                         std::to_string(fallback) + ".");
}

void Arguments::set(std::string_view option, std::string value) {
  values_.insert_or_assign(std::string(option), std::vector<std::string>{std::move(value)});
}

void Arguments::add(std::string_view option, std::string value) {
  values_[std::string(option)].push_back(std::move(value));
}

std::optional<std::string> Arguments::stranger(const std::vector<Option>& table) const {
  for (const auto& [name, values] : values_) {
    const auto same = [&name = name](const Option& entry) { return name == entry.name; };
    if (std::none_of(table.begin(), table.end(), same)) return name;
  }
  return std::nullopt;
}

Status read_arguments(const std::vector<char*>& argv, const std::vector<Option>& table, Stop stop,
                      Arguments& arguments) {
  std::vector<char*> copy = argv;  // getopt_long moves the words to the end
  copy.push_back(nullptr);
  const int count = static_cast<int>(argv.size());
  const std::vector<option> longs = long_options(table);
  const std::string shorts = letters(table, stop);
  optind = 0;  // begins anew: an outer command has been read before
  opterr = 0;
  int found = 0;
  while ((found = getopt_long(count, copy.data(), shorts.c_str(), longs.data(), nullptr)) != -1) {
    if (found == '?') {
      return unknown_option(copy[static_cast<std::size_t>(optind - 1)], optopt, table);
    }
    const Option* entry = find(table, found == ':' ? optopt : found);
    if (entry == nullptr) continue;
    if (found == ':') return missing_value(*entry);
    std::string value = entry->value == nullptr ? "" : optarg;
    if (entry->many) {
      arguments.add(entry->name, std::move(value));
    } else {
      arguments.set(entry->name, std::move(value));
    }
  }
  arguments.set_words({copy.begin() + optind, copy.begin() + count});
  return Done{};
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t changes = distance(word, candidate);
    if (changes >= least) continue;
    least = changes;
    best = candidate;
  }
  return best;
}

}  // namespace openclaw::cli
