/* chrome-parts.h - what stands before the parts of Chrome trace JSON, as it is written and read back
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

/* What viewers show */
#define MMS_CHROME_EVENTS ",\"traceEvents\":[\n"

/* The trace, line by line; no text in the part before has the end of a line in it. */
#define MMS_CHROME_TRACE ",\"mmscope\":[\n"
