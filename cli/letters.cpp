// SPDX-License-Identifier: MIT
#include "cli/letters.hpp"

#include <algorithm>
#include <array>

namespace openclaw::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Sorted.
constexpr std::array<Range, 18> kMarks = {{{0x300, 0x36F},
                                           {0x483, 0x489},
                                           {0x591, 0x5BD},
                                           {0x610, 0x61A},
                                           {0x64B, 0x65F},
                                           {0x900, 0x902},
                                           {0x93C, 0x93C},
                                           {0x941, 0x948},
                                           {0x94D, 0x94D},
                                           {0xE31, 0xE31},
                                           {0xE34, 0xE3A},
                                           {0xE47, 0xE4E},
                                           {0x1AB0, 0x1AFF},
                                           {0x1DC0, 0x1DFF},
                                           {0x200C, 0x200D},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE0F},
                                           {0xFE20, 0xFE2F}}};

constexpr std::array<Range, 46> kWide = {
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
     {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
     {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
     {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
     {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F5},   {0x26FA, 0x26FD},
     {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274E},
     {0x2753, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
     {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
     {0x3041, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
     {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
     {0x16FE0, 0x1B2FF}, {0x1F004, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F6FF},
     {0x1F7E0, 0x1FAFF}, {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 12> kHidden = {{{0x0, 0x1F},
                                            {0x7F, 0x9F},
                                            {0xAD, 0xAD},
                                            {0x61C, 0x61C},
                                            {0x180E, 0x180E},
                                            {0x200B, 0x200B},
                                            {0x200E, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x206F},
                                            {0xFEFF, 0xFEFF},
                                            {0xFFF9, 0xFFFB},
                                            {0xE0000, 0xE0FFF}}};

template <std::size_t Size>
bool within(const std::array<Range, Size>& table, char32_t code) {
  const auto next =
      std::upper_bound(table.begin(), table.end(), code,
                       [](char32_t c, const Range& range) { return c < range.first; });
  return next != table.begin() && code <= std::prev(next)->last;
}

}  // namespace

std::size_t letter_width(char32_t code) {
  if (within(kMarks, code)) return 0;
  return within(kWide, code) ? 2 : 1;
}

bool is_hidden_letter(char32_t code) { return within(kHidden, code); }

}  // namespace openclaw::cli
