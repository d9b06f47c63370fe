#pragma once

/// What jemalloc finds here when the program begins, where it is linked.
extern const char *malloc_conf;
