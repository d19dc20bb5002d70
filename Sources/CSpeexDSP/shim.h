// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <speex/speex_resampler.h>
