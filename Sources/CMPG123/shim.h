// SPDX-License-Identifier: Apache-2.0

#pragma once
// Functions of constants that are numbers, as Swift sees them.
#define MPG123_ENUM_API
#include <mpg123.h>
