# vrm-tools: build everything with `make`, prove it with `make check`.
#
# Objects live in build/$(VARIANT)/; a variant is a compiler and its flags, so
# that the plain, the sanitized and the clang build never meet.

VERSION = 0.1.0
PREFIX  = /usr/local
DESTDIR =

VARIANT = release
B       = build/$(VARIANT)
CC      = gcc
PKGS    = libcurl jansson libpq sqlite3

WARN    = -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes \
	  -Wmissing-prototypes -Wold-style-definition -Wwrite-strings \
	  -Wpointer-arith -Wcast-qual -Wformat=2 -Wundef -Wvla
HARDEN  = -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
OPT     = -O2 -g
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Ilib -I$(B)/gen \
	  -DVRM_VERSION='"$(VERSION)"' \
	  $(shell pkg-config --cflags-only-I $(PKGS))
CFLAGS  = -std=c17 $(OPT) $(WARN) $(HARDEN)
LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

TOOLS   = $(patsubst cmd/%.c,%,$(wildcard cmd/vrm-*.c))
LIB     = $(B)/libvrm.a
LIBSRC  = $(sort $(wildcard lib/*/*.c))
LIBOBJ  = $(LIBSRC:%.c=$(B)/%.o)
BIN     = $(TOOLS:%=$(B)/%)

NET_LIBS = -lcurl -ljansson -lm
DB_LIBS  = -lsqlite3 -lpq -ljansson -lm

all: $(BIN)

$(B)/vrm-auth $(B)/vrm-fetch: LDLIBS = $(NET_LIBS)
$(B)/vrm-store $(B)/vrm-query $(B)/vrm-health: LDLIBS = $(DB_LIBS)
$(BIN): $(B)/%: $(B)/cmd/%.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

$(LIB): $(LIBOBJ)
	rm -f $@ && $(AR) rcs $@ $(LIBOBJ)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d $(B)/*/*/*/*.d)

include tests/tests.mk

clean:
	rm -rf build

.PHONY: all clean
.DELETE_ON_ERROR:
