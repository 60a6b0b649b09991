# Unit tests (tests/unit), the simulator (tests/sim), end-to-end (tests/t).

-include tests/sim/sim.mk

UNIT     = $(B)/unit-tests
UNITSRC  = $(sort $(wildcard tests/unit/*.c))
UNITOBJ  = $(UNITSRC:%.c=$(B)/%.o)

$(UNIT): $(UNITOBJ) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(UNITOBJ) $(UNIT_OBJ_EXTRA) $(LIB) \
	    -lcheck $(NET_LIBS) -lsqlite3 -lpq

unit: $(UNIT)
	$(UNIT)

.PHONY: unit
