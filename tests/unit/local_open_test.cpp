// SPDX-License-Identifier: MIT
#include "core/client/local_open.hpp"

#include <gtest/gtest.h>

#include "config_fixture.hpp"

namespace openclaw {
namespace {

class LocalOpenTest : public ConfigFixture {
 protected:
  // As after a start with this configuration.
  bool open(const Settings& settings) {
    const Result<Config> config = load();
    return config && is_local_open(settings, *config, note());
  }
  [[nodiscard]] std::string note() const { return dir_ + "/made-token"; }

  static Settings first_start() {
    Settings settings;
    settings.secret = Secret("made-up");
    settings.secret_is_new = true;
    return settings;
  }
  static Settings later_start(const std::string& token) {
    Settings settings;
    settings.secret = Secret(token);
    settings.auth_was_chosen = true;
    return settings;
  }
};

TEST_F(LocalOpenTest, ItStaysOpenWithTheTokenOfTheFirstStart) {
  ASSERT_TRUE(note_made_token(first_start(), note()));
  EXPECT_TRUE(open(first_start()));
  EXPECT_TRUE(open(later_start("made-up")));
}

TEST_F(LocalOpenTest, TheNoteDoesNotHoldTheTokenAndIsPrivate) {
  ASSERT_TRUE(note_made_token(first_start(), note()));
  EXPECT_EQ(content(note()).find("made-up"), std::string::npos);
  EXPECT_EQ(mode(note()), 0600U);
}

TEST_F(LocalOpenTest, ATokenThatTheOwnerWroteClosesIt) {
  EXPECT_FALSE(open(later_start("mine"))) << "there is no note";
  ASSERT_TRUE(note_made_token(first_start(), note()));
  EXPECT_FALSE(open(later_start("mine")));
}

TEST_F(LocalOpenTest, AChosenModeThatNeedsATokenLeavesNoNote) {
  Settings settings = first_start();
  settings.auth_was_chosen = true;
  ASSERT_TRUE(note_made_token(settings, note()));
  EXPECT_FALSE(open(settings));
}

TEST_F(LocalOpenTest, FlagsAndEnvironmentCloseIt) {
  ASSERT_TRUE(note_made_token(first_start(), note()));
  Settings settings = later_start("made-up");
  settings.auth_from_outside = true;
  EXPECT_FALSE(open(settings));
}

TEST_F(LocalOpenTest, ListeningBeyondTheLoopbackClosesIt) {
  ASSERT_TRUE(note_made_token(first_start(), note()));
  Settings settings = later_start("made-up");
  settings.listen.addresses = {"0.0.0.0"};
  EXPECT_FALSE(open(settings));
}

TEST_F(LocalOpenTest, TheKeyClosesItAndDoesNotOpenIt) {
  ASSERT_TRUE(note_made_token(first_start(), note()));
  write("{gateway:{auth:{localOpen:false}}}");
  EXPECT_FALSE(open(later_start("made-up")));
  write("{gateway:{auth:{localOpen:true}}}");
  EXPECT_TRUE(open(later_start("made-up")));
  EXPECT_FALSE(open(later_start("mine")));
}

}  // namespace
}  // namespace openclaw
