// SPDX-License-Identifier: MIT
#include "shell_reader.hpp"

#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>
#include <string>

namespace approvals {
namespace {

constexpr int kDeepest = 24;
constexpr std::size_t kLongestChoice = 256;
constexpr std::string_view kBlank = " \t\r";
constexpr std::string_view kEndsWord = " \t\r\n;&|()<>";
// Words in front of a command that are none themselves.
constexpr std::array<std::string_view, 14> kControl = {"if",    "then", "else", "elif",  "while",
                                                       "until", "do",   "!",    "{",     "}",
                                                       "fi",    "done", "esac", "coproc"};

struct Word {
  std::string text;
  bool dynamic = false;
};

bool is_assignment(std::string_view word) {
  const std::size_t sign = word.find('=');
  return sign != std::string_view::npos && sign > 0 &&
         word.substr(0, sign).find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
             "wxyz0123456789_") == std::string_view::npos;
}

bool is_in_front(const Word& word) {
  return std::find(kControl.begin(), kControl.end(), word.text) != kControl.end() ||
         is_assignment(word.text);
}

class ShellReader {
 public:
  ShellReader(std::string_view text, ShellReading& out, int depth, bool nested)
      : text_(text), out_(out), depth_(depth), nested_(nested) {}

  // Reads commands until `end`, an unquoted character, or the end of the text.
  void run(char end) {
    if (depth_ > kDeepest) return add("syntax-error"), take(text_.size());
    end_ = end;
    mark_ = out_.risks.size();
    while (!done() && (end == '\0' || at() != end)) step();
    finish();
    if (end == '\0') return;
    if (done()) add("syntax-error");
    take();
  }
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  [[nodiscard]] bool done() const { return place_ >= text_.size(); }
  [[nodiscard]] char at() const { return done() ? '\0' : text_[place_]; }
  [[nodiscard]] std::string_view rest() const {
    return text_.substr(std::min(place_, text_.size()));
  }
  [[nodiscard]] bool starts(std::string_view with) const {
    return rest().substr(0, with.size()) == with;
  }
  void take(std::size_t count = 1) { place_ = std::min(place_ + count, text_.size()); }
  void add(std::string kind, std::string label = {}) {
    out_.risks.push_back({std::move(kind), std::move(label)});
  }

  void step() {
    const char c = at();
    if (kBlank.find(c) != std::string_view::npos) return take();
    if (starts("\\\n")) return add("line-continuation"), take(2);
    if (c == '#') return take(std::min(rest().find('\n'), rest().size()));
    if (c == '<' || c == '>' || starts("&>")) return redirect();
    if (c == '(') return group();
    if (c == ';' || c == '&' || c == '|' || c == '\n' || c == ')') return finish(), take();
    word();
  }

  // Part of a list in parentheses, or the parentheses of a function's name.
  void group() {
    if (words_.size() == 1 && starts("()")) {
      take(2);
      return begin_function(words_[0].text);
    }
    finish();
    take();
    sub(')', nested_);
  }
  void begin_function(const std::string& name) {
    add("function-definition", name);
    words_.clear();
    mark_ = out_.risks.size();
    while (!done() && (kBlank.find(at()) != std::string_view::npos || at() == '\n')) take();
    if (at() != '{') return;
    take();
    sub('}', true);
  }
  void sub(char end, bool nested) {
    ShellReader inner(rest(), out_, depth_ + 1, nested);
    inner.run(end);
    take(inner.place());
  }

  void redirect() {
    if (starts("<(") || starts(">(")) return word();
    if (starts("<<<")) return add("here-string"), take(3), skip_target();
    if (starts("<<")) return here_document();
    add("redirect");
    // The number in front of it is no word of the command.
    if (!words_.empty() && place_ > 0 && !words_.back().text.empty() &&
        words_.back().text.find_first_not_of("0123456789") == std::string::npos &&
        text_[place_ - 1] == words_.back().text.back()) {
      words_.pop_back();
    }
    while (at() == '<' || at() == '>' || at() == '&' || at() == '|') take();
    skip_target();
  }
  void skip_target() {
    const std::size_t before = words_.size();
    while (kBlank.find(at()) != std::string_view::npos && !done()) take();
    if (!done() && kEndsWord.find(at()) == std::string_view::npos) word();
    if (words_.size() > before) words_.pop_back();
  }
  void here_document() {
    add("heredoc");
    take(starts("<<-") ? 3 : 2);
    const std::size_t before = words_.size();
    while (!done() && kBlank.find(at()) != std::string_view::npos) take();
    if (!done() && kEndsWord.find(at()) == std::string_view::npos) word();
    if (words_.size() == before) return;
    const std::string mark = words_.back().text;
    words_.pop_back();
    const std::size_t line = rest().find('\n');
    if (line == std::string_view::npos) return;
    // What is left of this line are words of the command; the text behind it is none.
    const std::size_t end = rest().find("\n" + mark, line);
    const std::string_view head = rest().substr(0, line);
    ShellReader tail(head, out_, depth_ + 1, nested_);
    tail.words_ = std::move(words_);
    tail.run('\0');
    words_.clear();
    take(end == std::string_view::npos ? rest().size() : end + 1 + mark.size());
  }

  void word() {
    Word one;
    const std::size_t first = place_;
    while (!done()) {
      const char c = at();
      const bool substituted = (starts("<(") || starts(">(")) && place_ == first;
      if (kEndsWord.find(c) != std::string_view::npos && !substituted) break;
      if (c == '`' && end_ == '`') break;
      part(one, c, substituted);
    }
    if (words_.empty() && one.text == "function") return named_function();
    words_.push_back(std::move(one));
  }
  void named_function() {
    while (!done() && kBlank.find(at()) != std::string_view::npos) take();
    const std::size_t end = std::min(rest().find_first_of(" \t\n({"), rest().size());
    const std::string name(rest().substr(0, end));
    take(end);
    if (starts("()")) take(2);
    begin_function(name);
  }
  void part(Word& one, char c, bool substituted) {
    if (substituted) return take(2), substitution(one, "process-substitution", ')');
    if (c == '\'') return quoted(one);
    if (c == '"') return double_quoted(one);
    if (c == '$' || c == '`') return expansion(one);
    if (starts("\\\n")) return add("line-continuation"), take(2);
    if (c == '\\')
      take();
    else if (c == '*' || c == '?' || (c == '{' && is_choice())) {
      one.dynamic = true;
    }
    one.text += at();
    take();
  }
  // "{a,b}"
  [[nodiscard]] bool is_choice() const {
    const std::string_view near = rest().substr(0, kLongestChoice);
    return near.find(',') < near.find('}');
  }
  void quoted(Word& one) {
    take();
    const std::size_t end = rest().find('\'');
    if (end == std::string_view::npos) add("syntax-error");
    one.text += rest().substr(0, end);
    take(end == std::string_view::npos ? rest().size() : end + 1);
  }
  void double_quoted(Word& one) {
    take();
    while (!done() && at() != '"') {
      if (at() == '$' || at() == '`') {
        expansion(one);
        continue;
      }
      if (at() == '\\') take();
      one.text += at();
      take();
    }
    if (done()) add("syntax-error");
    take();
  }
  void expansion(Word& one) {
    if (starts("$((")) return skip_to(one, "))");
    if (starts("$(")) return take(2), substitution(one, "command-substitution", ')');
    if (starts("`")) return take(), substitution(one, "command-substitution", '`');
    if (starts("${")) return skip_to(one, "}");
    take();
    const char next = at();
    one.dynamic = one.dynamic || next == '_' || next == '@' || next == '*' || next == '?' ||
                  oc::is_letter_or_digit(next);
    one.text += '$';
  }
  void skip_to(Word& one, std::string_view end) {
    one.dynamic = true;
    const std::size_t found = rest().find(end);
    if (found == std::string_view::npos) add("syntax-error");
    take(found == std::string_view::npos ? rest().size() : found + end.size());
  }
  void substitution(Word& one, const char* kind, char end) {
    one.dynamic = true;
    add(kind);
    sub(end, true);
  }

  // The words so far are a command.
  void finish() {
    std::vector<Word> words;
    words.swap(words_);
    const std::size_t mark = mark_;
    words.erase(words.begin(), std::find_if_not(words.begin(), words.end(), is_in_front));
    if (!words.empty()) command(words, mark);
    mark_ = out_.risks.size();
  }
  void command(const std::vector<Word>& words, std::size_t mark) {
    const std::string& name = words[0].text;
    if (name == "for" || name == "select" || name == "case") return;
    std::vector<Risk> own;
    if (words[0].dynamic) {
      own.push_back({"dynamic-executable", ""});
    } else {
      ++(nested_ ? out_.nested : out_.commands);
      std::vector<std::string> literal;
      for (const Word& word : words) literal.push_back(word.text);
      if (std::any_of(words.begin() + 1, words.end(), [](const Word& w) { return w.dynamic; })) {
        own.push_back({"dynamic-argument", name + " dynamic argument"});
      }
      for (Risk& risk : risks_of(literal)) own.push_back(std::move(risk));
      if (const auto call = shell_call(literal)) {
        own.push_back(call->risk);
        ShellReader(call->script, out_, depth_ + 1, true).run('\0');
      }
    }
    out_.risks.insert(out_.risks.begin() + static_cast<std::ptrdiff_t>(mark), own.begin(),
                      own.end());
  }

  std::string_view text_;
  ShellReading& out_;
  int depth_;
  bool nested_;
  char end_ = '\0';
  std::size_t place_ = 0;
  std::size_t mark_ = 0;  // where the risks of the present command begin
  std::vector<Word> words_;
};

}  // namespace

ShellReading read_shell(std::string_view text) {
  ShellReading out;
  ShellReader(text, out, 0, false).run('\0');
  return out;
}

}  // namespace approvals
