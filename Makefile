# vrm-tools: build everything with `make`, prove it with `make check`.
#
# Objects live in build/$(VARIANT)/; a variant is a compiler and its flags, so
# that the plain, the clang and the sanitized build never meet.

VERSION = 0.1.0
PREFIX  = /usr/local
DESTDIR =
BINDIR  = $(DESTDIR)$(PREFIX)/bin
MANDIR  = $(DESTDIR)$(PREFIX)/share/man
DATADIR = $(DESTDIR)$(PREFIX)/share/vrm-tools
BASHDIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR  = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISHDIR = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
DIST    = .

VARIANT = release
B       = build/$(VARIANT)
CC      = gcc

WARN    = -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes \
	  -Wmissing-prototypes -Wold-style-definition -Wwrite-strings \
	  -Wpointer-arith -Wcast-qual -Wformat=2 -Wundef -Wvla \
	  -Wno-string-concatenation
OPT     = -O2 -g
HARDEN  = -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE \
	  -D_FORTIFY_SOURCE=2
ifeq ($(VARIANT),sanitize)
OPT     = -O1 -g -fno-omit-frame-pointer
HARDEN  = -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all
endif
ifeq ($(VARIANT),fuzz)
OPT     = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link
HARDEN  = -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all
endif
# POSIX, and flock(2), which the BSDs and macOS show beside it when asked in words
# of their own
SYSTEM  = -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -D_DEFAULT_SOURCE \
	  -D__BSD_VISIBLE=1 -D_NETBSD_SOURCE -D_DARWIN_C_SOURCE
FOUND  := $(shell pkg-config --cflags-only-I libcurl jansson libpq sqlite3 zlib)
CPPFLAGS = $(SYSTEM) -Ilib -I$(B)/gen -DVRM_VERSION='"$(VERSION)"' $(FOUND)
CFLAGS  = -std=c17 $(OPT) $(WARN) $(HARDEN)
LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
ifeq ($(shell uname -s),Darwin)
LDFLAGS =
endif

TOOLS   = $(patsubst cmd/%.c,%,$(wildcard cmd/vrm-*.c))
BIN     = $(TOOLS:%=$(B)/%)
LIB     = $(B)/libvrm.a
LIBOBJ  = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard lib/*/*.c)))

NET_LIBS = -lcurl -ljansson -lm
DB_LIBS  = -lsqlite3 -ldl -pthread -ljansson -lz -lm

all: $(BIN)

# Each program links what it uses: tests/t holds them to it.
$(B)/vrm-auth $(B)/vrm-fetch: LDLIBS = $(NET_LIBS)
$(B)/vrm-store $(B)/vrm-query $(B)/vrm-health: LDLIBS = $(DB_LIBS)
$(BIN): $(B)/%: $(B)/cmd/%.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

-include sql/sql.mk
$(LIB): $(LIBOBJ)
	rm -f $@ && $(AR) rcs $@ $(LIBOBJ)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d)

include tests/tests.mk

check:
	scripts/check

lint:
	scripts/lint

sanitize:
	$(MAKE) VARIANT=sanitize CC=clang all tests

install: all
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7 \
	    $(DATADIR)/cron.d $(DATADIR)/systemd $(DATADIR)/agent-tools \
	    $(DATADIR)/sql \
	    $(BASHDIR) $(ZSHDIR) $(FISHDIR)
	install -m 755 $(BIN) $(BINDIR)
	ln -sf vrm-health $(BINDIR)/check_vrm
	install -m 644 man/*.1 $(MANDIR)/man1
	install -m 644 man/*.5 $(MANDIR)/man5
	install -m 644 man/*.7 $(MANDIR)/man7
	install -m 644 scripts/cron.d/vrm $(DATADIR)/cron.d
	install -m 644 scripts/systemd/vrm* $(DATADIR)/systemd
	install -m 644 scripts/agent-tools/*.json scripts/agent-tools/*.py \
	    $(DATADIR)/agent-tools
	cp -R sql/postgresql sql/sqlite sql/timescaledb sql/citus $(DATADIR)/sql
	set -e; for p in $(TOOLS); do \
	    $(B)/$$p --completion bash >$(BASHDIR)/$$p; \
	    $(B)/$$p --completion zsh >$(ZSHDIR)/_$$p; \
	    $(B)/$$p --completion fish >$(FISHDIR)/$$p.fish; \
	done

uninstall:
	rm -f $(TOOLS:%=$(BINDIR)/%) $(BINDIR)/check_vrm \
	    $(patsubst man/%.1,$(MANDIR)/man1/%.1,$(wildcard man/*.1)) \
	    $(patsubst man/%.5,$(MANDIR)/man5/%.5,$(wildcard man/*.5)) \
	    $(patsubst man/%.7,$(MANDIR)/man7/%.7,$(wildcard man/*.7)) \
	    $(TOOLS:%=$(BASHDIR)/%) $(TOOLS:%=$(ZSHDIR)/_%) \
	    $(TOOLS:%=$(FISHDIR)/%.fish)
	rm -rf $(DATADIR)

dist:
	git archive --prefix=vrm-tools-$(VERSION)/ \
	    -o $(DIST)/vrm-tools-$(VERSION).tar.gz HEAD

clean:
	rm -rf build

.PHONY: all check lint sanitize install uninstall dist clean
.DELETE_ON_ERROR:
