/*
 * glibc 2.29 gave these functions a new version, without errno's old detours. A program linked against it asks for that
 * version and starts nowhere below; these ask for the one that every glibc has. They are seen inside the program alone.
 */
#ifdef __aarch64__
#define OLDEST "GLIBC_2.17"
#else
#define OLDEST "GLIBC_2.2.5"
#endif

#define OLDER_1(name)                                             \
    extern double older_##name(double);                           \
    __asm__(".symver older_" #name ", " #name "@" OLDEST);        \
    __attribute__((visibility("hidden"))) double name(double x) { return older_##name(x); }

#define OLDER_2(name)                                             \
    extern double older_##name(double, double);                   \
    __asm__(".symver older_" #name ", " #name "@" OLDEST);        \
    __attribute__((visibility("hidden"))) double name(double x, double y) { return older_##name(x, y); }

OLDER_1(exp)
OLDER_1(log)
OLDER_1(log2)
OLDER_2(pow)
