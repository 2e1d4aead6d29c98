// SPDX-License-Identifier: MIT
// A plugin in the coat of plugin.hpp that throws wherever it is called, or forgets what it was
// given.
#include <openclaw/plugin.hpp>

#include <stdexcept>

namespace {

class Coat : public oc::Plugin {
 public:
  explicit Coat(oc::Host h) : Plugin(h) {
#ifdef THROW_IN_CONSTRUCTOR
    throw std::runtime_error("out of a constructor");
#endif
  }

  int start() override {
#ifdef THROW_IN_START
    throw std::runtime_error("out of start");
#else
    return 0;
#endif
  }

  void stop(oc::Stopping) override { throw std::runtime_error("out of stop"); }

  void throws(oc::Request, std::string_view) { throw std::runtime_error("out of a handler"); }

  void throws_number(oc::Request, std::string_view) { throw 7; }

  void answers_then_throws(oc::Request request, std::string_view) {
    request.reply("1");
    throw std::runtime_error("behind an answer");
  }

  void drops(oc::Request, std::string_view) {}

  void keeps(oc::Request request, std::string_view) { kept_ = std::move(request); }

  void answers_twice(oc::Request request, std::string_view) {
    request.reply("1");
    request.reply("2");
    request.fail("UNAVAILABLE", "a third");
  }

  void throws_in_timer(oc::Request request, std::string_view) {
    kept_ = std::move(request);
    timer_ = host.after(1, [this] {
      kept_.reply("\"thrown\"");
      throw std::runtime_error("out of a timer");
    });
  }

  void cancels_in_timer(oc::Request request, std::string_view) {
    kept_ = std::move(request);
    timer_ = host.every(1, [this] {
      timer_.reset();
      kept_.reply(timer_ ? "\"still there\"" : "\"cancelled\"");
    });
  }

 private:
  oc::Request kept_;
  oc::Sub timer_;
};

template <auto Member>
constexpr oc_method row(const char *name) {
  return {name, "operator", "operator.read", 0, nullptr, oc::handler<Member>, nullptr};
}

constexpr oc_method kRows[] = {row<&Coat::throws>("coat.throws"),
                               row<&Coat::throws_number>("coat.throws-number"),
                               row<&Coat::answers_then_throws>("coat.answers-then-throws"),
                               row<&Coat::drops>("coat.drops"),
                               row<&Coat::keeps>("coat.keeps"),
                               row<&Coat::answers_twice>("coat.answers-twice"),
                               row<&Coat::throws_in_timer>("coat.throws-in-timer"),
                               row<&Coat::cancels_in_timer>("coat.cancels-in-timer")};
constexpr oc_methods kMethods = {sizeof(oc_methods), sizeof(oc_method), kRows,
                                 sizeof kRows / sizeof kRows[0]};
constexpr oc_service kServices[] = {{OC_METHODS, &kMethods}, {nullptr, nullptr}};

}  // namespace

OC_PLUGIN(Coat, ID, "1.0", "Throws under its coat", kServices, nullptr, nullptr)
