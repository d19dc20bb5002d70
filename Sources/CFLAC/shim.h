// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <FLAC/stream_decoder.h>
