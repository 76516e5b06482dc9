/* dat-ticks.h - trace.dat files whose events are numbered, to be damaged
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-writer.h"
#include "model/trace.h"

G_BEGIN_DECLS

#define PAGE 4096
#define N_PAGES 5
#define N_RECORDS 10
#define RECORD_SIZE 16

/* Version 6 */
extern const DatForm dat_ticks_plain_form;
/* Of their only kind of event, number 50 */
extern const char dat_ticks_format[];

/* (transfer full): N_PAGES pages for each CPU, N_RECORDS events on each; page n of CPU c begins at
 * 10000 n + c, and events are 100 apart */
guint8 *dat_ticks_make_file (const DatForm *form,
                             guint          n_cpus,
                             gsize         *size);

/* (nullable): in memory of exactly this size, so that checkers see every byte read behind its end */
MmsTrace *dat_ticks_read (const guint8 *data,
                          gsize         size);

/* Where in the file the n-th page of the only CPU lies */
gsize dat_ticks_find_page (const guint8 *data,
                           gsize         size,
                           guint         number);

const char *dat_ticks_get_only_note (MmsTrace *trace);

/* The events that are there are those with these numbers, and the one behind a gap is marked. */
void dat_ticks_check_ticks (MmsTrace *trace,
                            guint     gap_start,
                            guint     gap_end);

G_END_DECLS
