// newlib's, as the port expects it: picolibc declares __assert otherwise.

#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : __assert_func(__FILE__, __LINE__, __func__, #condition))
#endif

void __assert_func(const char *file, int line, const char *function, const char *expression);

#ifndef static_assert
#define static_assert _Static_assert
#endif
