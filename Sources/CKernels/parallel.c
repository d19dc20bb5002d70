#include "kernels.h"

#ifdef __linux__
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
    const struct region *region = data;
    for (ptrdiff_t part = omp_get_thread_num(); part < region->parts; part += omp_get_num_threads())
        region->body(region->context, part);
}
#endif

void steno_parallel(ptrdiff_t parts, void (*body)(void *context, ptrdiff_t part), void *context) {
#ifdef __linux__
    struct region region = {body, context, parts};
    if (parts > 1) return GOMP_parallel(run, &region, (unsigned)parts, 0);
#endif
    for (ptrdiff_t part = 0; part < parts; part++) body(context, part);
}
