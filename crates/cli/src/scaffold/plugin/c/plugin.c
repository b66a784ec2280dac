/* How loud a biography is. Replace what is read, supplied and measured by your own. */
#include "followback_plugin.h"

#include <stdlib.h>

#define LOUD_FROM 3

/* One of these for each worker. */
struct fb_instance {
    const fb_host *host;
};

/* What is read of a profile, in the order of the input columns. */
static const fb_field bio = FB_FIELD("bio", "the biography", FB_STR, 0);
static const fb_field *const inputs[] = { &bio };

/* What is supplied, in the order of their indices. */
enum { MARKS, LOUD };
static const fb_field marks = FB_FIELD("marks", "exclamation marks", FB_I64, 0);
static const fb_field loud = FB_FIELD("loud", "there are many of them", FB_BOOL, 0);
static const fb_field *const facts[] = { &marks, &loud };

static fb_status open_instance(const fb_host *host, fb_str config, fb_instance **out) {
    fb_instance *instance = malloc(sizeof *instance);
    (void)config;
    if (!instance) return FB_FATAL;
    instance->host = host;
    *out = instance;
    return FB_OK;
}

static void close_instance(fb_instance *instance) { free(instance); }

static int64_t count_marks(fb_str text) {
    int64_t n = 0;
    uint64_t i;
    for (i = 0; i < text.len; i++) n += text.ptr[i] == '!';
    return n;
}

static fb_status eval(fb_instance *instance, fb_batch *batch) {
    const fb_host *host = instance->host;
    const fb_col *column = &batch->in[0];
    const fb_str *texts = column->values;
    uint32_t row, i;
    for (row = 0; row < batch->rows; row++) {
        int64_t n;
        if (column->valid && !column->valid[row]) continue; /* what is not set stays unknown */
        host->progress(host->ctx, batch->call, row);        /* tells whom to blame for a crash */
        n = count_marks(texts[row]);
        for (i = 0; i < batch->n_out; i++) { /* only the facts that somebody needs */
            fb_out *out = &batch->out[i];
            if (out->fact == MARKS) ((int64_t *)out->values)[row] = n;
            if (out->fact == LOUD) ((uint8_t *)out->values)[row] = n >= LOUD_FROM;
            out->valid[row] = 1;
        }
    }
    return FB_OK;
}

static const fb_plugin plugin = {
    FB_HEADER_INIT(fb_plugin),
    FB_STR_INIT("{{id}}"),
    FB_STR_INIT("0.1.0"),
    FB_STR_INIT("MIT OR Apache-2.0"),
    FB_STR_INIT("How loud a biography is."),
    FB_THREADS_PER_INSTANCE,
    0,
    sizeof inputs / sizeof *inputs,
    sizeof facts / sizeof *facts,
    inputs,
    facts,
    { NULL, 0 }, /* nothing to configure */
    open_instance,
    eval,
    close_instance,
    NULL,
};

FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major) {
    (void)host_abi_major;
    return &plugin;
}
