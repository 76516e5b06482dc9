/* trace-builder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "progress.h"
#include "trace.h"

G_BEGIN_DECLS

/**
 * MmsTraceBuilder:
 *
 * What readers fill.  A reader adds kinds and then events, either one by one in the file's order
 * (text) or as one stream per buffer and CPU that the builder merges (trace.dat).
 */
typedef struct _MmsTraceBuilder MmsTraceBuilder;

MmsTraceBuilder *mms_trace_builder_new  (const char *path);
void             mms_trace_builder_free (MmsTraceBuilder *builder);

void mms_trace_builder_set_format  (MmsTraceBuilder   *builder,
                                    const char        *format,
                                    const char        *version);
/* The clock's name as trace_clock spells it; decides mms_trace_clock_is_ns(). */
void mms_trace_builder_set_clock   (MmsTraceBuilder   *builder,
                                    const char        *clock);
void mms_trace_builder_set_decoder (MmsTraceBuilder   *builder,
                                    const MmsDecoder  *decoder,
                                    gpointer           data,
                                    GDestroyNotify     free_data);
/* At most this many events are kept; 0: all.  The reader may stop once _is_full(). */
void     mms_trace_builder_set_limit (MmsTraceBuilder *builder,
                                      guint            n_events);
gboolean mms_trace_builder_is_full   (MmsTraceBuilder *builder);

/* (transfer none): the trace as filled so far; its events are readable, not yet in their final order. */
MmsTrace *mms_trace_builder_get_trace (MmsTraceBuilder *builder);

/* Returns: the buffer's index */
guint mms_trace_builder_add_buffer (MmsTraceBuilder *builder,
                                    const char      *name);

/**
 * mms_trace_builder_add_kind:
 * @kind: (transfer full): with its fields; the vocabulary is bound here
 *
 * Returns: the kind's index for #MmsEvent.kind; the last index again and again once there are more
 *   than %MMS_MAX_KINDS
 */
guint mms_trace_builder_add_kind (MmsTraceBuilder *builder,
                                  MmsKind         *kind);

/* A kind whose fields the reader learns while reading (text) is bound again after they grew. */
MmsKind *mms_trace_builder_get_kind  (MmsTraceBuilder *builder,
                                      guint            kind);
void     mms_trace_builder_bind_kind (MmsTraceBuilder *builder,
                                      guint            kind);

/* The reader had to guess which CPU some stream belongs to. */
void mms_trace_builder_set_guessed_cpus (MmsTraceBuilder *builder);

/* The file's own order is right also where stamps tie. */
void mms_trace_builder_set_ordered      (MmsTraceBuilder *builder);
/* The file says that something is missing, whatever else is known. */
void mms_trace_builder_set_incomplete   (MmsTraceBuilder *builder);
/* What the file says about itself; as #MmsProperty. */
void mms_trace_builder_add_property     (MmsTraceBuilder *builder,
                                         const char      *name,
                                         const char      *value,
                                         gboolean         is_string);

/* A CPU exists although it may have no event. */
void mms_trace_builder_add_cpu (MmsTraceBuilder *builder,
                                guint            cpu);

/* One event, in the file's order.  For text. */
void mms_trace_builder_add_event (MmsTraceBuilder *builder,
                                  const MmsEvent  *event);

/* A count that is not known, of a loss at mms_trace_builder_add_hole() alone. */
#define MMS_LOSS_HOLE (-2)

/* Events of @cpu are missing before the next event of that CPU added; @count -1: unknown many.  With
 * streams, set #MmsEvent.lost and give the count by place. */
void mms_trace_builder_add_loss       (MmsTraceBuilder *builder,
                                       guint            cpu,
                                       gint64           count);
/* Something may be missing right before the next event added; the CPUs that lose by it are told with
 * %MMS_LOSS_HOLE for a count. */
void mms_trace_builder_add_hole       (MmsTraceBuilder *builder);
void mms_trace_builder_add_loss_place (MmsTraceBuilder *builder,
                                       guint64          place,
                                       gint64           count);

/**
 * MmsNextFunc:
 * @event: (out): the stream's next event
 *
 * Returns: %FALSE at the stream's end
 */
typedef gboolean (*MmsNextFunc) (gpointer stream, MmsEvent *event);

/**
 * mms_trace_builder_merge:
 * @streams: one per buffer and CPU
 * @expected: about how many events are coming, for the progress; 0: not known
 *
 * Merges the streams by stamp.  Within a stream the order stays as it is.
 *
 * Returns: %FALSE when cancelled, with @error set
 */
gboolean mms_trace_builder_merge (MmsTraceBuilder *builder,
                                  gpointer        *streams,
                                  guint            n_streams,
                                  MmsNextFunc      next,
                                  guint64          expected,
                                  MmsProgress     *progress,
                                  GError         **error);

/* Told to people, once each; the first 100 are kept and the rest counted. */
void mms_trace_builder_add_note (MmsTraceBuilder *builder,
                                 gboolean         is_damage,
                                 const char      *format,
                                 ...) G_GNUC_PRINTF (3, 4);

/* A task known at the start (sidecar, saved command lines); what is told later wins. */
void mms_trace_builder_add_task    (MmsTraceBuilder   *builder,
                                    const MmsTaskInfo *info);
void mms_trace_builder_set_init_mm (MmsTraceBuilder   *builder,
                                    guint64            init_mm);
void mms_trace_builder_set_scheme  (MmsTraceBuilder   *builder,
                                    const char        *scheme);

/**
 * mms_trace_builder_finish:
 *
 * Orders events whose stamps tie, marks what was recorded twice, numbers the losses.
 *
 * Returns: (transfer full): the trace; the builder is freed
 */
MmsTrace *mms_trace_builder_finish (MmsTraceBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTraceBuilder, mms_trace_builder_free)

G_END_DECLS
