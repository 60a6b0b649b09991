# The simulator: a VRM on the loopback that every end-to-end test talks to.

SIMSRC = $(sort $(wildcard tests/sim/*.c))
SIMOBJ = $(SIMSRC:%.c=$(B)/%.o)

$(B)/vrm-sim: $(SIMOBJ) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(SIMOBJ) $(LIB) -lmicrohttpd \
	    -lgnutls -ljansson -lm -lpthread

all: $(B)/vrm-sim
