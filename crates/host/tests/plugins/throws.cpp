// A plugin in C++ that lets an exception out, which it must not.
#include "followback_plugin.h"

#include <stdexcept>

static const fb_field bio = { FB_HEADER_INIT(fb_field), FB_STR_INIT("bio"), FB_STR_INIT("a text"), FB_STR, 0 };
static const fb_field *const inputs[] = { &bio };
static const fb_field length = { FB_HEADER_INIT(fb_field), FB_STR_INIT("length"), FB_STR_INIT("bytes"), FB_I64, 0 };
static const fb_field *const facts[] = { &length };

// It keeps nothing, so that any address will do for its instance.
static char nothing;
static fb_status open_(const fb_host *, fb_str, fb_instance **out) {
    *out = reinterpret_cast<fb_instance *>(&nothing);
    return FB_OK;
}
static void close_(fb_instance *) {}

static fb_status eval(fb_instance *, fb_batch *batch) {
    const fb_str *bios = static_cast<const fb_str *>(batch->in[0].values);
    for (uint32_t row = 0; row < batch->rows; row++) {
        if (bios[row].len == 5) throw std::runtime_error("five letters");
        for (uint32_t i = 0; i < batch->n_out; i++) {
            static_cast<int64_t *>(batch->out[i].values)[row] = static_cast<int64_t>(bios[row].len);
            batch->out[i].valid[row] = 1;
        }
    }
    return FB_OK;
}

static const fb_plugin plugin = {
    FB_HEADER_INIT(fb_plugin), FB_STR_INIT("panics"), FB_STR_INIT("1.0.0"), FB_STR_INIT("MIT"), FB_STR_INIT("For tests."),
    FB_THREADS_PER_INSTANCE, 0, 1, 1, inputs, facts, { nullptr, 0 }, open_, eval, close_, nullptr
};

extern "C" FB_EXPORT const fb_plugin *followback_plugin(uint32_t) { return &plugin; }
