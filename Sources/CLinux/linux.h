#pragma once

/// Writes everything of the file system that holds an open file to its disk. glibc's <unistd.h> declares it for
/// `_GNU_SOURCE` alone, which Swift does not set.
int syncfs(int descriptor);
