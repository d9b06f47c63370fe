#pragma once

#include <sqlite3.h>

// Has SQLite keep no account of its memory, as its authors recommend where nobody asks for it
// (SQLITE_CONFIG_MEMSTATUS). To be called before SQLite is used; later it does nothing. Variadic, and so out of
// Swift's reach.
static inline void choreography_sqlite_without_memory_statistics(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
