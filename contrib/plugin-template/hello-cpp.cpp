// SPDX-License-Identifier: MIT
// A plugin in C++: the method `hello-cpp.greet` greets whom it is told to, counts how often in the
// gateway's database, and tells every client of it.
#include <memory>
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>
#include <string>

class Hello : public oc::Plugin {
 public:
  using Plugin::Plugin;

  int start() override {
    constexpr const char *kSteps[] = {
        "CREATE TABLE hello_cpp_greetings(params TEXT PRIMARY KEY, count INTEGER NOT NULL)"};
    hourly_ = host.every(kHourMs, [this] { report(); });
    return store_.open(host, kSteps, 1);
  }

  // What the gateway gave is let go here; what is left, it takes back and names in its log.
  void stop(oc::Stopping) override { hourly_.reset(); }

  // A request may be kept and answered later; one that is dropped fails by itself.
  void greet(oc::Request request, std::string_view params) {
    const auto kept = std::make_shared<oc::Request>(std::move(request));
    const std::string key(params);
    store_.write({oc::statement("INSERT INTO hello_cpp_greetings VALUES(?1, 1)"
                                " ON CONFLICT DO UPDATE SET count = count + 1",
                                {oc::value(key)})},
                 [this, kept, key](int err) { count(kept, key, err); });
  }

 private:
  static constexpr std::uint64_t kHourMs = 3600 * 1000;

  using Kept = std::shared_ptr<oc::Request>;

  // What was written is on the disk, and what is read from here on sees it.
  void count(const Kept &kept, const std::string &key, int err) {
    if (err != 0) return kept->fail("UNAVAILABLE", "it was not counted");
    store_.read("SELECT count FROM hello_cpp_greetings WHERE params = ?1", {oc::value(key)},
                [this, kept](int failed, const oc::Rows &rows) { answer(*kept, failed, rows); });
  }
  void answer(oc::Request &request, int err, const oc::Rows &rows) {
    if (err != 0 || rows.size() == 0) return request.fail("UNAVAILABLE", "it cannot be counted");
    ++greeted_;
    const std::string json =
        R"({"text":"Hello from C++","times":)" + std::to_string(rows.integer(0, 0)) + '}';
    // "plugin." events go to clients with the scope operator.write.
    host.publish("plugin.hello-cpp.greeted", json);
    request.reply(json);
  }
  void report() { host.log(OC_LOG_INFO, std::to_string(greeted_) + " greeted"); }

  std::uint64_t greeted_ = 0;
  oc::Store store_;
  oc::Sub hourly_;
};

constexpr oc_method kMethods[] = {
    {"hello-cpp.greet", "operator", "operator.write", OC_METHOD_ADVERTISED,
     R"({"type":"object","properties":{"name":{"type":"string"}},"additionalProperties":false})",
     oc::handler<&Hello::greet>, nullptr}};
constexpr oc_methods kTable = {sizeof(oc_methods), sizeof(oc_method), kMethods, 1};
constexpr oc_service kServices[] = {{OC_METHODS, &kTable}, {nullptr, nullptr}};

OC_PLUGIN(Hello, "hello-cpp", "1.0", "Greets, in C++", kServices, nullptr,
          R"({"type":"object","additionalProperties":false})")
