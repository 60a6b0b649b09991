# The simulator: a VRM on the loopback that every end-to-end test talks to.

SIMSRC = $(sort $(wildcard tests/sim/*.c))
SIMOBJ = $(SIMSRC:%.c=$(B)/%.o)

$(B)/vrm-sim: $(SIMOBJ) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(SIMOBJ) $(LIB) -lmicrohttpd \
	    -lgnutls -ljansson -lm -lpthread

# The parts without a network are tested as units.
UNIT_OBJ_EXTRA = $(addprefix $(B)/tests/sim/,dec.o limiter.o setting.o site.o \
	truth.o)
