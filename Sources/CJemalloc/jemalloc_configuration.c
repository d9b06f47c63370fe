#include "jemalloc_configuration.h"

// A worker's threads take turns; an arena for each of them would keep megabytes that nobody uses. jemalloc's manual has
// the name and the options; MALLOC_CONF in the environment overrides them.
__attribute__((used, visibility("default"))) const char *malloc_conf = "narenas:1";
