/* The table of a plugin in Go. Go handles signals in its own way and is not loaded twice into a process, so that it asks for one
 * of its own. */
#include "_cgo_export.h"

static const fb_field bio = FB_FIELD("bio", "the biography", FB_STR, 0);
static const fb_field bytes = FB_FIELD("bytes", "bytes of the biography", FB_I64, 0);
static const fb_field *const inputs[] = { &bio };
static const fb_field *const facts[] = { &bytes };

static fb_status open_(const fb_host *host, fb_str config, fb_instance **instance) {
    return lengthOpen((fb_host *)host, config, instance);
}

static const fb_plugin table = {
    FB_HEADER_INIT(fb_plugin),
    FB_STR_INIT("length"), FB_STR_INIT("1.0.0"), FB_STR_INIT("MIT"), FB_STR_INIT("For tests."),
    FB_THREADS_PER_INSTANCE, FB_PLUGIN_ISOLATE, 1, 1, inputs, facts, { NULL, 0 },
    open_, lengthEval, lengthClose, NULL
};

FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major) {
    (void)host_abi_major;
    return &table;
}
