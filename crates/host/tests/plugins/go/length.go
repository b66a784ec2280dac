// A plugin in Go: how many bytes a biography has. Its table stands in `table.c`, as Go has no words for constants of C.
package main

// #include "followback_plugin.h"
// #include <stdlib.h>
import "C"

import "unsafe"

//export lengthOpen
func lengthOpen(host *C.fb_host, config C.fb_str, instance **C.fb_instance) C.fb_status {
	*instance = (*C.fb_instance)(C.malloc(1))
	return C.FB_OK
}

//export lengthEval
func lengthEval(instance *C.fb_instance, batch *C.fb_batch) C.fb_status {
	rows := int(batch.rows)
	bios := unsafe.Slice((*C.fb_str)(unsafe.Slice(batch.in, batch.n_in)[0].values), rows)
	for _, out := range unsafe.Slice(batch.out, batch.n_out) {
		lengths, valid := unsafe.Slice((*int64)(out.values), rows), unsafe.Slice((*uint8)(out.valid), rows)
		for row, bio := range bios {
			lengths[row], valid[row] = int64(bio.len), 1
		}
	}
	return C.FB_OK
}

//export lengthClose
func lengthClose(instance *C.fb_instance) { C.free(unsafe.Pointer(instance)) }

func main() {}
