// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/exec-approvals/command_analysis.hpp"

namespace approvals {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "|") + text;
  return out;
}

// "<commands>+<nested> <warnings>"
std::string read(std::string_view command) {
  const CommandAnalysis analysis = analyse_shell(command);
  return std::to_string(analysis.commands) + "+" + std::to_string(analysis.nested) + " " +
         joined(analysis.warnings);
}

TEST(CommandAnalysis, CommandsOfALineAreCounted) {
  for (const char* one : {"ls", "ls -la", "echo '$(date)'", "! ls", "ls # comment", "echo a;",
                          "\"ls\" x", "FOO=1 ls", "[[ -f x ]]", "case x in a) b;; esac"}) {
    EXPECT_EQ(read(one), "1+0 ") << one;
  }
  for (const char* two : {"a; b", "a | b", "a & b", "a\nb", "(a; b)", "{ a; b; }",
                          "if a; then b; fi", "while a; do b; done", "a|&b"}) {
    EXPECT_EQ(read(two), "2+0 ") << two;
  }
  EXPECT_EQ(read("a && b || c"), "3+0 ");
  EXPECT_EQ(read(""), "0+0 ");
  EXPECT_EQ(read("# comment"), "0+0 ");
}

TEST(CommandAnalysis, SubstitutionsAreNestedCommands) {
  const std::string both =
      "1+1 Contains dynamic-argument: echo dynamic argument|Contains command-substitution";
  EXPECT_EQ(read("echo $(date)"), both);
  EXPECT_EQ(read("echo `date`"), both);
  EXPECT_EQ(read("echo \"$(date)\""), both);
  EXPECT_EQ(read("A=$(date) ls"), "1+1 Contains command-substitution");
  EXPECT_EQ(read("diff <(a) <(b)"),
            "1+2 Contains dynamic-argument: diff dynamic argument|Contains process-substitution");
  EXPECT_EQ(read("$(echo ls)"), "0+1 Contains dynamic-executable|Contains command-substitution");
}

TEST(CommandAnalysis, WhatAShellRunsIsNested) {
  EXPECT_EQ(read("bash -c 'ls; rm x'"), "1+2 Contains shell-wrapper: bash -c");
  EXPECT_EQ(read("/bin/bash -lc ls"), "1+1 Contains shell-wrapper: /bin/bash -lc");
  EXPECT_EQ(read("bash script.sh"), "1+0 ");
  EXPECT_EQ(read("f() { ls; }"), "0+1 Contains function-definition: f");
  EXPECT_EQ(read("function f { ls; }"), "0+1 Contains function-definition: f");
}

TEST(CommandAnalysis, CodeOnTheCommandLineIsTold) {
  EXPECT_EQ(read("python3 -c 'print(1)'"), "1+0 Contains inline-eval: python3 -c");
  EXPECT_EQ(read("python3.11 -c x"), "1+0 Contains inline-eval: python3.11 -c");
  EXPECT_EQ(read("awk '{print}' x"), "1+0 Contains inline-eval: awk <program>");
  EXPECT_EQ(read("find . -exec rm {} \\;"),
            "1+0 Contains inline-eval: find -exec|Contains command-carrier: find -exec");
  EXPECT_EQ(read("xargs rm"),
            "1+0 Contains inline-eval: xargs <command>|Contains command-carrier: xargs");
  EXPECT_EQ(read("sudo rm x"), "1+0 Contains command-carrier: sudo");
  EXPECT_EQ(read("env -S 'ls -l'"), "1+0 Contains command-carrier: env -S");
  EXPECT_EQ(read("eval ls"), "1+0 Contains eval");
  EXPECT_EQ(read(". x.sh"), "1+0 Contains source: .");
  EXPECT_EQ(read("find . -delete"), "1+0 ");
}

TEST(CommandAnalysis, VariablesAndPatternsAreDynamic) {
  for (const char* text : {"echo $HOME", "echo ${HOME}", "echo $((1+2))", "echo *.txt"}) {
    EXPECT_EQ(read(text), "1+0 Contains dynamic-argument: echo dynamic argument") << text;
  }
  EXPECT_EQ(read("ls {a,b}"), "1+0 Contains dynamic-argument: ls dynamic argument");
  EXPECT_EQ(read("$CMD x"), "0+0 Contains dynamic-executable");
}

TEST(CommandAnalysis, RedirectsAreTold) {
  EXPECT_EQ(read("echo hi > /tmp/x"), "1+0 Contains redirect");
  EXPECT_EQ(read("ls 2>&1"), "1+0 Contains redirect");
  EXPECT_EQ(read("cat <<EOF\nhi; rm x\nEOF"), "1+0 Contains heredoc");
  EXPECT_EQ(read("cat <<<hi"), "1+0 Contains here-string");
  EXPECT_EQ(read("ls \\\n-l"), "1+0 Contains line-continuation");
}

TEST(CommandAnalysis, WhatIsNotClosedIsNoSyntax) {
  for (const char* text : {"echo 'x", "echo \"x", "echo $(x", "echo ${x", "(a"}) {
    EXPECT_NE(read(text).find("syntax-error"), std::string::npos) << text;
  }
}

TEST(CommandAnalysis, NestingHasAnEnd) {
  for (const char* piece :
       {"$(", "`", "(", "\"$(", "bash -c 'x", "<<a\n", "f() {", "{", "${", "<("}) {
    std::string text;
    while (text.size() < 16'000) text += piece;
    analyse_shell(text);
  }
}

TEST(CommandAnalysis, ArgumentsAreOneCommand) {
  const CommandAnalysis analysis = analyse_argv({"sudo", "rm", "$(x)"});
  EXPECT_EQ(analysis.commands, 1U);
  EXPECT_EQ(joined(analysis.warnings), "Contains command-carrier: sudo");
  EXPECT_EQ(analysis_json(analyse_argv({"ls"})),
            R"({"commandCount":1,"nestedCommandCount":0,"riskKinds":[],"warningLines":[]})");
}

}  // namespace
}  // namespace approvals
