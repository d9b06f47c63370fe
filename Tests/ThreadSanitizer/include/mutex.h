// Nothing to call: what is in mutex.c takes the place of Swift's own functions.
