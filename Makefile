# SPDX-License-Identifier: MIT
# Thin sugar over meson. BUILD names another build directory, MESON_ARGS goes to its setup.
BUILD ?= build
# Several sources at a time: a third of the time to compile them.
UNITY = --unity=on --unity-size=8
SANITIZE = -Dtests=enabled -Db_lundef=false $(MESON_ARGS)
CLANG = CC="$(shell command -v ccache) clang" CXX="$(shell command -v ccache) clang++"
# ThreadSanitizer fails at start where addresses are too random, and not everybody may fix them.
FIXED = $(shell setarch -R true 2>/dev/null && echo setarch -R)
SOURCES = find core cli plugins include tests \( -name '*.[ch]' -o -name '*.[ch]pp' \)

.NOTPARALLEL:
.PHONY: all run check bench flood asan asan-reach tsan fuzz kill tidy format install uninstall dist deps deps-check
all: $(BUILD)/build.ninja
	ninja -C $(BUILD) gateway
run: deps all
	$(BUILD)/openclaw gateway run --allow-unconfigured
check: deps-check $(BUILD)/tests-enabled
	ninja -C $(BUILD)
	meson test -C $(BUILD) --print-errorlogs
bench: deps-check all
	ninja -C $(BUILD) bench
flood: deps-check $(BUILD)/tests-enabled
	OPENCLAW_FLOOD_SECONDS=30 meson test -C $(BUILD) --suite hostile --timeout-multiplier 2 --verbose
asan: deps-check build-asan/build.ninja
	ninja -C build-asan
	meson test -C build-asan --print-errorlogs --no-suite interop --no-suite replay --no-suite style \
	  --no-suite install --no-suite canvas --no-suite reach
# Apart from the others: its programs have time limits of their own, which a slow build tries.
asan-reach: deps-check build-asan/build.ninja
	ninja -C build-asan
	meson test -C build-asan --print-errorlogs --suite reach
tsan: deps-check build-tsan/build.ninja
	$(FIXED) meson test -C build-tsan --print-errorlogs --suite threads
fuzz: deps-check build-fuzz/build.ninja
	ninja -C build-fuzz
	OPENCLAW_FUZZ_SECONDS=$${OPENCLAW_FUZZ_SECONDS:-600} \
	  meson test -C build-fuzz --suite fuzz --timeout-multiplier 0 --verbose
kill: deps-check $(BUILD)/tests-enabled
	OPENCLAW_KILL_RUNS=1000 meson test -C $(BUILD) --suite kill --timeout-multiplier 0 --verbose
tidy: deps-check $(BUILD)/build.ninja
	run-clang-tidy -quiet -p $(BUILD) '/(core|cli|plugins)/[^.]+\.cpp$$'
format: deps-check
	$(SOURCES) -exec clang-format -i {} +
install: all
	meson install -C $(BUILD) --no-rebuild $(if $(DESTDIR),--destdir "$(abspath $(DESTDIR))")
uninstall: $(BUILD)/build.ninja
	ninja -C $(BUILD) uninstall
dist: all
	meson dist -C $(BUILD) --no-tests
deps:
	@contrib/install-deps build
deps-check:
	@contrib/install-deps check

$(BUILD)/build.ninja:
	meson setup $(BUILD) $(MESON_ARGS)
# A build directory from a day without GoogleTest has no tests yet.
$(BUILD)/tests-enabled: | $(BUILD)/build.ninja
	meson configure $(BUILD) -Dtests=enabled && touch $@
build-asan/build.ninja:
	$(CLANG) meson setup build-asan $(SANITIZE) $(UNITY) -Db_sanitize=address,undefined
build-tsan/build.ninja:
	$(CLANG) meson setup build-tsan $(SANITIZE) $(UNITY) -Db_sanitize=thread
build-fuzz/build.ninja:
	$(CLANG) meson setup build-fuzz $(SANITIZE) -Db_sanitize=address,undefined -Dfuzz=true
