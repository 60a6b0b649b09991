# The schema of both engines and what extensions of PostgreSQL make of it,
# embedded into the library.

SQL = $(sort $(wildcard sql/*/[0-9]*.sql))

$(B)/gen/migrations.h: scripts/embed-sql $(SQL)
	@mkdir -p $(@D)
	scripts/embed-sql sql/sqlite sql/postgresql > $@
$(B)/lib/store/migrate.o: $(B)/gen/migrations.h

$(B)/gen/extensions.h: scripts/embed-sql $(SQL)
	@mkdir -p $(@D)
	scripts/embed-sql sql/timescaledb sql/citus > $@
$(B)/lib/store/pgextend.o: $(B)/gen/extensions.h
