// SPDX-License-Identifier: MIT
#include "core/config/dotenv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace openclaw {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Dotenv, ReadsLinesOfNameAndValue) {
  EXPECT_THAT(read_dotenv("A=1\r\n B = two words \nexport C=3\nA=4\nEMPTY="),
              ElementsAre(Pair("A", "1"), Pair("B", "two words"), Pair("C", "3"), Pair("A", "4"),
                          Pair("EMPTY", "")));
}

TEST(Dotenv, CommentsBeginAtALineOrBehindASpace) {
  EXPECT_THAT(read_dotenv("# A=1\nB=2 # two\nC=3#4\nD=#"),
              ElementsAre(Pair("B", "2"), Pair("C", "3#4"), Pair("D", "")));
}

TEST(Dotenv, QuotesKeepSpacesAndComments) {
  EXPECT_THAT(read_dotenv("A=' x # y '\nB=\"a\\nb\\\"c\\\\\" # rest\nC=`d`\nD='\\n'\nE=\"open"),
              ElementsAre(Pair("A", " x # y "), Pair("B", "a\nb\"c\\"), Pair("C", "d"),
                          Pair("D", "\\n"), Pair("E", "\"open")));
}

TEST(Dotenv, SkipsWhatIsNoLineOfThatKind) {
  EXPECT_THAT(read_dotenv("no equals\n=x\n1A=2\na b=c\n\n   \nA-B=1"), IsEmpty());
}

}  // namespace
}  // namespace openclaw
