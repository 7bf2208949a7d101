#include <sqlite3.h>

/* What the system has but Swift's module of the C library does not show. */
#ifdef __linux__
#include <malloc.h>
void *memmem(const void *, size_t, const void *, size_t);
#endif
