/* A library that a plugin needs: whoever loads it runs this. */
#include <stdlib.h>

__attribute__((constructor)) static void at_load(void) { abort(); }
int help(void);
int help(void) { return 1; }
