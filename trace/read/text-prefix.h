/* text-prefix.h - what the kernel's log puts in front of a line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "text-span.h"

G_BEGIN_DECLS

/**
 * mms_text_skip_prefix:
 *
 * A kernel that dumps its ring buffer (ftrace_dump_on_oops, SysRq z) prints it through its log, and
 * each way to read that log has a front of its own:
 *
 * - the console and dmesg: `[   34.567890] `, with CONFIG_PRINTK_CALLER `[   34.567890][  T112] `
 * - dmesg -r, and consoles over a network: `<0>` in front of that
 * - /dev/kmsg: `0,397,100524698,-;`
 * - syslog and journalctl -k: `Nov 20 23:49:00 host kernel: `, or a date of ISO 8601, with or without
 *   the console's own front behind it
 *
 * Returns: what follows; @line where nothing like that is in front
 */
const char *mms_text_skip_prefix          (const char *line,
                                           const char *end);

/* What follows a byte-order mark of UTF-8, which some editors put in front of a text; @text if there is
 * none. */
const char *mms_text_skip_byte_order_mark (const char *text,
                                           const char *end);

G_END_DECLS
