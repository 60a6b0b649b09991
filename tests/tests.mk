# Unit tests (tests/unit), the simulator (tests/sim), end-to-end (tests/t),
# measurements (tests/bench).

-include tests/sim/sim.mk

UNIT     = $(B)/unit-tests
UNITSRC  = $(sort $(wildcard tests/unit/*.c))
UNITOBJ  = $(UNITSRC:%.c=$(B)/%.o)

# One case a file: test_rate.c defines TCase *tcase_rate(void).
$(B)/gen/unit_cases.h: $(UNITSRC)
	@mkdir -p $(@D)
	ls tests/unit/test_*.c | sed 's|.*/test_\(.*\)\.c|CASE(\1)|' > $@
$(B)/tests/unit/main.o: $(B)/gen/unit_cases.h

$(UNIT): $(UNITOBJ) $(UNIT_OBJ_EXTRA) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(UNITOBJ) $(UNIT_OBJ_EXTRA) $(LIB) \
	    $(shell pkg-config --libs check) $(NET_LIBS) $(DB_LIBS)

tests: $(UNIT) $(B)/vrm-sim

unit: $(UNIT)
	$(UNIT)

# make test T='unit tests/t/20-poll.t' runs some, or all without T.
test: all tests
	tests/run $(B) $(T)

valgrind: all tests
	tests/valgrind $(B)

bench: all tests
	tests/bench/run $(B) $(BENCH)

# Hours and days of virtual time: make soak SOAK=short|long SEED=1
SOAK = long
SEED = 1
soak: all tests
	SOAK=$(SOAK) SEED=$(SEED) VRM_TEST_SECONDS=7200 \
	    tests/run $(B) tests/soak/*.t

# Killed at any moment, no room, no power: make crash KILLS=1000
KILLS = 100
crash: all tests
	KILLS=$(KILLS) VRM_TEST_SECONDS=7200 tests/run $(B) tests/crash/*.t

# Coverage-guided fuzzing: make fuzz SECONDS=600
FUZZ = $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
SECONDS = 60
$(FUZZ): $(B)/%: $(B)/tests/fuzz/%.o $(LIB)
	$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(LIB) \
	    $(NET_LIBS) $(DB_LIBS)
fuzzers: $(FUZZ)
fuzz:
	$(MAKE) -s VARIANT=fuzz CC=clang fuzzers
	tests/fuzz/run build/fuzz $(SECONDS)

.PHONY: fuzzers fuzz
.PHONY: tests unit test valgrind bench soak crash
