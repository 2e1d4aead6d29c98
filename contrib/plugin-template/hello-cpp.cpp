// SPDX-License-Identifier: MIT
// A plugin in C++: the method `hello-cpp.greet`, which counts whom it has greeted.
#include <openclaw/plugin.hpp>
#include <string>

class Hello : public oc::Plugin {
 public:
  using Plugin::Plugin;

  int start() override {
    hourly_ = host.every(kHourMs, [this] { report(); });
    return 0;
  }

  // What the gateway gave is let go here; what is left, it takes back and names in its log.
  void stop(oc::Stopping) override { hourly_.reset(); }

  // A request may be kept and answered later; one that is dropped fails by itself.
  void greet(oc::Request request, std::string_view) {
    ++greeted_;
    request.reply(R"({"text":"Hello from C++","number":)" + std::to_string(greeted_) + '}');
  }

 private:
  static constexpr std::uint64_t kHourMs = 3600 * 1000;
  void report() { host.log(OC_LOG_INFO, std::to_string(greeted_) + " greeted"); }

  std::uint64_t greeted_ = 0;
  oc::Sub hourly_;
};

constexpr oc_method kMethods[] = {{"hello-cpp.greet", "operator", "operator.read",
                                   OC_METHOD_ADVERTISED, nullptr, oc::handler<&Hello::greet>,
                                   nullptr}};
constexpr oc_methods kTable = {sizeof(oc_methods), sizeof(oc_method), kMethods, 1};
constexpr oc_service kServices[] = {{OC_METHODS, &kTable}, {nullptr, nullptr}};

OC_PLUGIN(Hello, "hello-cpp", "1.0", "Greets, in C++", kServices, nullptr, nullptr)
