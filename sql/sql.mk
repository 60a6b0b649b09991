# The schema of both engines, embedded into the library.

SQL = $(sort $(wildcard sql/sqlite/[0-9]*.sql sql/postgresql/[0-9]*.sql))

$(B)/gen/migrations.h: scripts/embed-sql $(SQL)
	@mkdir -p $(@D)
	scripts/embed-sql sql/sqlite sql/postgresql > $@
$(B)/lib/store/migrate.o: $(B)/gen/migrations.h
