//! A plugin in Zig: how many bytes a biography has.

/// What `zig translate-c` makes of the header.
const c = @import("followback_plugin.zig");

fn header(comptime T: type) c.fb_header {
    return .{ .magic = c.FB_MAGIC, .abi_major = c.FB_ABI_MAJOR, .abi_minor = c.FB_ABI_MINOR, .struct_size = @sizeOf(T) };
}

fn str(comptime text: []const u8) c.fb_str {
    return .{ .ptr = text.ptr, .len = text.len };
}

fn open(_: [*c]const c.fb_host, _: c.fb_str, instance: [*c]?*c.fb_instance) callconv(.c) c.fb_status {
    instance.* = @ptrCast(&state);
    return c.FB_OK;
}

fn eval(_: ?*c.fb_instance, batch: [*c]c.fb_batch) callconv(.c) c.fb_status {
    const bios: [*]const c.fb_str = @ptrCast(@alignCast(batch.*.in[0].values));
    for (0..batch.*.n_out) |n| {
        const out = batch.*.out[n];
        const lengths: [*]i64 = @ptrCast(@alignCast(out.values));
        for (0..batch.*.rows) |row| {
            lengths[row] = @intCast(bios[row].len);
            out.valid[row] = 1;
        }
    }
    return c.FB_OK;
}

fn close(_: ?*c.fb_instance) callconv(.c) void {}

var state: u8 = 0;

const bio = c.fb_field{ .h = header(c.fb_field), .name = str("bio"), .doc = str("the biography"), .type = c.FB_STR, .flags = 0 };
const bytes = c.fb_field{ .h = header(c.fb_field), .name = str("bytes"), .doc = str("bytes of the biography"), .type = c.FB_I64, .flags = 0 };
const inputs = [_][*c]const c.fb_field{&bio};
const facts = [_][*c]const c.fb_field{&bytes};

const table = c.fb_plugin{
    .h = header(c.fb_plugin),
    .id = str("length"),
    .version = str("1.0.0"),
    .license = str("MIT"),
    .doc = str("For tests."),
    .threads = c.FB_THREADS_PER_INSTANCE,
    .flags = 0,
    .n_inputs = inputs.len,
    .n_facts = facts.len,
    .inputs = &inputs,
    .facts = &facts,
    .config_schema = str(""),
    .open = &open,
    .eval = &eval,
    .close = &close,
    .extension = null,
};

export fn followback_plugin(_: u32) [*c]const c.fb_plugin {
    return &table;
}
