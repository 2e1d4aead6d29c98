// SPDX-License-Identifier: MIT
// A writer that is killed at any moment leaves a whole configuration behind: the old or the new.
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <csignal>

#include "config_fixture.hpp"

namespace openclaw {
namespace {

class ConfigCrash : public ConfigFixture {
 protected:
  // In a child that its parent traces: sets and saves.
  [[noreturn]] void save_traced() const {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    auto config = load();
    const bool saved =
        config.ok() && config->set_text("gateway.mode", "remote").ok() && config->save().ok();
    ::_exit(saved ? 0 : 1);
  }

  // Kills a writer at its `step`-th entry to or return from the kernel; true when it was done
  // before.
  [[nodiscard]] bool kill_at(int step) const {
    const pid_t writer = ::fork();
    if (writer == 0) save_traced();
    int status = 0;
    EXPECT_EQ(::waitpid(writer, &status, 0), writer);
    EXPECT_TRUE(WIFSTOPPED(status)) << "this system forbids tracing one's own children";
    for (int i = 0; i < step && WIFSTOPPED(status); ++i) {
      ::ptrace(PTRACE_SYSCALL, writer, nullptr, nullptr);
      ::waitpid(writer, &status, 0);
    }
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      return true;
    }
    ::kill(writer, SIGKILL);
    ::waitpid(writer, &status, 0);
    return false;
  }
};

TEST_F(ConfigCrash, AWriterThatIsKilledLeavesAWholeFile) {
  const std::string old = "{gateway: {mode: 'local'}, /* old */}";
  bool done = false;
  int steps = 0;
  int replaced = 0;
  for (; !done && steps < 5000; ++steps) {
    write(old);
    done = kill_at(steps);
    const auto config = load();
    ASSERT_TRUE(config.ok()) << "step " << steps << ": " << config.error().message;
    const bool is_new = config->text("gateway.mode") == "remote";
    if (is_new) ++replaced;
    EXPECT_TRUE(is_new || content(path_) == old) << "step " << steps;
    EXPECT_TRUE(!is_new || content(path_ + ".bak") == old) << "step " << steps;
  }
  EXPECT_TRUE(done);
  EXPECT_GT(steps, 40) << "the steps of a writer were not seen";
  EXPECT_GT(replaced, 1) << "nobody was killed between the replacement and the end";
  EXPECT_LT(replaced, steps);
}

TEST_F(ConfigCrash, TheNextWriterClearsAway) {
  write("{}");
  for (int step = 0; step < 400; ++step) {
    if (kill_at(step)) break;
  }
  auto config = load();
  ASSERT_TRUE(config.ok() && config->save().ok());
  for (const auto& entry : std::filesystem::directory_iterator(dir_)) {
    EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
  }
}

}  // namespace
}  // namespace openclaw
