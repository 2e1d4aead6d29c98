// SPDX-License-Identifier: MIT
#include "core/control/methods.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

class Answers final : public AnswerSink {
 public:
  void answer(Request&, const Answer& answer) override {
    text =
        answer.ok ? std::string(answer.payload) : answer.error->code + ": " + answer.error->message;
  }
  std::string text = "nothing";
};

CallerRef caller(std::vector<std::string> scopes, Role role = Role::kOperator,
                 std::uint32_t protocol = 4) {
  Caller out;
  out.connection_id = "c";
  out.role = role;
  out.scopes = Scopes(std::move(scopes));
  out.protocol = protocol;
  return std::make_shared<const Caller>(std::move(out));
}

Method echo(std::string name, std::string scope = "operator.read") {
  Method method;
  method.name = std::move(name);
  method.scope = std::move(scope);
  method.handle = [](const RequestRef& request, std::string_view params) {
    request->reply(params);
  };
  return method;
}

class MethodsTest : public testing::Test {
 protected:
  // The answer of a method; what the role did stands in violation_.
  std::string ask(const std::string& method, const CallerRef& who, std::string_view params = "{}") {
    Answers answers;
    violation_ =
        table_.dispatch(std::make_shared<Request>(&answers, "1", method, who), Params{params});
    return answers.text;
  }
  void add(Method method) { ASSERT_TRUE(table_.add(std::move(method))); }

  MethodTable table_;
  CallerRef reader_ = caller({"operator.read"});
  CallerRef admin_ = caller({"operator.admin"});
  bool violation_ = false;
};

TEST_F(MethodsTest, AHandlerGetsTheParametersAsTheyWere) {
  add(echo("m"));
  EXPECT_EQ(ask("m", reader_, R"({ "a" : 1 })"), R"({ "a" : 1 })");
  EXPECT_EQ(ask("m", reader_, ""), "{}");
}

TEST_F(MethodsTest, AMethodOfItsOwnIsServedWithItsSchemaOrNotAtAll) {
  table_.add_own(echo("checked"), R"({"type":"object","additionalProperties":false})");
  table_.add_own(echo("unchecked"), R"({"type":)");
  EXPECT_EQ(ask("checked", reader_), "{}");
  EXPECT_EQ(ask("checked", reader_, R"({"a":1})").find("INVALID_REQUEST: invalid checked"), 0U);
  EXPECT_EQ(table_.advertised(), std::vector<std::string>{"checked"});
}

TEST_F(MethodsTest, ADeviceDoesNotBeginAnewWithEachConnection) {
  Method write = echo("w");
  write.control_write = true;
  add(std::move(write));
  const auto from = [](const char* connection, const char* device) {
    Caller out;
    out.connection_id = connection;
    out.device_id = device;
    out.scopes = Scopes({"operator.admin"});
    return std::make_shared<const Caller>(std::move(out));
  };
  for (int i = 0; i < RateWindow::kLimit; ++i) EXPECT_EQ(ask("w", from("1", "d")), "{}");
  EXPECT_EQ(ask("w", from("2", "d")).find("UNAVAILABLE: rate limit exceeded for w"), 0U);
  EXPECT_EQ(ask("w", from("2", "e")), "{}");
  EXPECT_EQ(ask("w", from("2", "")), "{}");
}

TEST_F(MethodsTest, ANameIsServedOnceAndLeavesWithItsOwner) {
  int owner = 0;
  Method method = echo("m");
  method.owner = &owner;
  add(std::move(method));
  EXPECT_FALSE(table_.add(echo("m")));
  EXPECT_EQ(table_.advertised(), std::vector<std::string>{"m"});
  table_.remove_owner(&owner);
  EXPECT_TRUE(table_.advertised().empty());
  EXPECT_EQ(ask("m", admin_), "INVALID_REQUEST: unknown method: m");
}

TEST_F(MethodsTest, AMissingScopeIsToldInTheWordsOfTheProtocol) {
  add(echo("m", "operator.write"));
  EXPECT_EQ(ask("m", reader_), "FORBIDDEN: missing scope: operator.write");
  EXPECT_EQ(ask("m", caller({"operator.read"}, Role::kOperator, 3)),
            "INVALID_REQUEST: missing scope: operator.write");
  EXPECT_FALSE(violation_);
}

TEST_F(MethodsTest, InTheSimpleDialectAMethodThatIsNotThereIsNamed) {
  Caller simple = *reader_;
  simple.dialect = Dialect::kSimple;
  EXPECT_EQ(ask("nope", std::make_shared<const Caller>(simple)),
            "INVALID_REQUEST: unknown method: nope");
}

TEST_F(MethodsTest, WhichMethodsThereAreIsForAdminsToKnow) {
  EXPECT_EQ(ask("nope", reader_), "FORBIDDEN: missing scope: operator.admin");
  EXPECT_EQ(ask("nope", admin_), "INVALID_REQUEST: unknown method: nope");
}

TEST_F(MethodsTest, RolesAreKeptApart) {
  add(echo("m"));
  Method for_nodes = echo("n");
  for_nodes.role = MethodRole::kNode;
  add(std::move(for_nodes));
  const CallerRef node = caller({}, Role::kNode);
  EXPECT_EQ(ask("m", node), "INVALID_REQUEST: unauthorized role: node");
  EXPECT_TRUE(violation_);
  EXPECT_EQ(ask("n", admin_), "INVALID_REQUEST: unauthorized role: operator");
  EXPECT_TRUE(violation_);
  EXPECT_EQ(ask("n", node), "{}");
  EXPECT_FALSE(violation_);
  EXPECT_EQ(ask("node.event", admin_), "INVALID_REQUEST: unauthorized role: operator")
      << "a node's method, served or not";
}

TEST_F(MethodsTest, TheScopeMayDependOnTheParameters) {
  Method method = echo("m", "");
  method.scope_of = [](std::string_view params) {
    return std::string(params == "{}" ? "operator.read" : "operator.admin");
  };
  add(std::move(method));
  EXPECT_EQ(ask("m", reader_), "{}");
  EXPECT_EQ(ask("m", reader_, R"({"a":1})"), "FORBIDDEN: missing scope: operator.admin");
}

TEST_F(MethodsTest, TheGateStaysShutUntilAllIsUp) {
  Method method = echo("m");
  method.startup_gated = true;
  add(std::move(method));
  EXPECT_EQ(ask("m", reader_), "UNAVAILABLE: gateway starting; retry shortly");
  table_.open_gate();
  EXPECT_EQ(ask("m", reader_), "{}");
}

TEST_F(MethodsTest, ParametersAreCheckedBeforeTheHandlerRuns) {
  Method method = echo("m");
  auto schema =
      Schema::compile(R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"}}})");
  ASSERT_TRUE(schema.ok());
  method.params = std::make_shared<const Schema>(std::move(*schema));
  add(std::move(method));
  EXPECT_EQ(ask("m", reader_, R"({"a":"x"})"), R"({"a":"x"})");
  EXPECT_TRUE(ask("m", reader_).starts_with("INVALID_REQUEST: invalid m params: "));
  EXPECT_TRUE(ask("m", reader_, R"({"a":1})").starts_with("INVALID_REQUEST: invalid m params: "));
  EXPECT_TRUE(ask("m", caller({}), R"({"a":1})").starts_with("FORBIDDEN"))
      << "who may not call learns nothing of the parameters";
}

TEST_F(MethodsTest, AmbiguousParametersReachNoHandler) {
  add(echo("m"));
  Answers answers;
  const auto ask_ambiguous = [&](const CallerRef& who) {
    table_.dispatch(std::make_shared<Request>(&answers, "1", "m", who), {"{}", "at /a: must not"});
    return answers.text;
  };
  EXPECT_EQ(ask_ambiguous(reader_), "INVALID_REQUEST: invalid m params: at /a: must not");
  EXPECT_TRUE(ask_ambiguous(caller({})).starts_with("FORBIDDEN"));
}

TEST_F(MethodsTest, WhatASchemaHasSaidBeforeIsTakenOnlyFromTheOneThatHolds) {
  const auto with_schema = [](std::string_view schema) {
    Method method = echo("m");
    method.params = std::make_shared<const Schema>(std::move(*Schema::compile(schema)));
    return method;
  };
  int owner = 0;
  Method first = with_schema(R"({"type":"array"})");
  first.owner = &owner;
  add(std::move(first));
  Params params{"{}"};
  check_params(params, "m", *table_.schemas());
  EXPECT_EQ(params.problems, "must be array");
  Answers answers;
  table_.dispatch(std::make_shared<Request>(&answers, "1", "m", reader_), params);
  EXPECT_EQ(answers.text, "INVALID_REQUEST: invalid m params: must be array");

  table_.remove_owner(&owner);
  add(with_schema(R"({"type":"object"})"));
  table_.dispatch(std::make_shared<Request>(&answers, "1", "m", reader_), params);
  EXPECT_EQ(answers.text, "{}");
  check_params(params, "m", *table_.schemas());
  EXPECT_EQ(params.problems, "");
}

TEST(RateWindow, ThirtyCallsAMinute) {
  RateWindow window;
  for (int i = 0; i < RateWindow::kLimit; ++i) EXPECT_EQ(window.count("k", 1'000), 0U);
  EXPECT_EQ(window.count("k", 31'000), 30'000U);
  EXPECT_EQ(window.count("other", 31'000), 0U);
  EXPECT_EQ(window.count("k", 61'000), 0U);
}

}  // namespace
}  // namespace openclaw
