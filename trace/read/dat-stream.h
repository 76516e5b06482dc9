/* dat-stream.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-area.h"
#include "dat-page.h"

G_BEGIN_DECLS

/**
 * MmsDatStream:
 *
 * The events of one CPU in one buffer, in the order in which they were recorded, read as they are
 * asked for.
 */
typedef struct _MmsDatStream MmsDatStream;

MmsDatStream *mms_dat_stream_new  (MmsDatFile         *file,
                                   MmsDatArea         *area,
                                   const MmsDatBuffer *buffer,
                                   const MmsDatCpu    *cpu);
void          mms_dat_stream_free (MmsDatStream       *stream);

/* About how many events, judged by the first page. */
guint64 mms_dat_stream_estimate (MmsDatStream *stream);

/* Whether it has given any. */
gboolean mms_dat_stream_has_events (MmsDatStream *stream);

/* An #MmsNextFunc */
gboolean mms_dat_stream_next (gpointer  stream,
                              MmsEvent *event);

G_END_DECLS
