// SPDX-License-Identifier: Apache-2.0

// libFuzzer's loop; its library has no header. https://llvm.org/docs/LibFuzzer.html
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
