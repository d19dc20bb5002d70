// SPDX-License-Identifier: Apache-2.0

#include "clones.h"
#include "kernels.h"

#ifdef __linux__
// ThreadSanitizer does not see how libgomp hands work over and back: this reports it.
#if __has_feature(thread_sanitizer)
void __tsan_release(void *address);
void __tsan_acquire(void *address);
#define GIVE(address) __tsan_release(address)
#define TAKE(address) __tsan_acquire(address)
#else
#define GIVE(address) (void)(address)
#define TAKE(address) (void)(address)
#endif

// The calls into libgomp that a compiler makes of `omp parallel`: oneDNN brings it, and clang's own would be a second one.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);

struct region {
    void (*body)(void *context, ptrdiff_t part);
    void *context;
    ptrdiff_t parts;
};

// The system may give fewer threads than were asked for.
static void run(void *data) {
    TAKE(data);
    const struct region *region = data;
    for (ptrdiff_t part = omp_get_thread_num(); part < region->parts; part += omp_get_num_threads())
        region->body(region->context, part);
    GIVE(data);
}
#endif

void steno_parallel(ptrdiff_t parts, void (*body)(void *context, ptrdiff_t part), void *context) {
#ifdef __linux__
    struct region region = {body, context, parts};
    if (parts > 1) {
        GIVE(&region);
        GOMP_parallel(run, &region, (unsigned)parts, 0);
        TAKE(&region);
        return;
    }
#endif
    for (ptrdiff_t part = 0; part < parts; part++) body(context, part);
}
