/* dat-contents.h - what sections hold, in version 7 apart, in version 6 one behind the other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/* All answer %FALSE, with a note added, where the contents end or make no sense; what was read up
 * to there is kept.  @held is what @cursor reads from, @place where in the file that lies. */

/* "header_page\0", 64 bits of size, text; "header_event\0", 64 bits of size, text */
gboolean mms_dat_contents_read_header_info (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            guint64       place);
/* 32 bits of how many, then 64 bits of size and a format's text each */
gboolean mms_dat_contents_read_ftrace      (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            guint64       place);
/* 32 bits of how many systems; each a string and then as above */
gboolean mms_dat_contents_read_events      (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            guint64       place);
/* 32 bits of size, text */
gboolean mms_dat_contents_read_kallsyms    (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            GBytes       *held,
                                            guint64       place);
gboolean mms_dat_contents_read_printk      (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            GBytes       *held,
                                            guint64       place);
/* 64 bits of size, lines of "PID NAME" */
gboolean mms_dat_contents_read_cmdlines    (MmsDatFile   *file,
                                            MmsDatCursor *cursor,
                                            guint64       place);

G_END_DECLS
