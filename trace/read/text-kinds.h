/* text-kinds.h - the kinds of events that a text shows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace-builder.h"
#include "text-data.h"

G_BEGIN_DECLS

/**
 * MmsTextKinds:
 *
 * Finds kinds by name and learns their fields from the lines.
 */
typedef struct _MmsTextKinds MmsTextKinds;

MmsTextKinds *mms_text_kinds_new  (MmsTraceBuilder *builder,
                                   MmsTextData     *data);
void          mms_text_kinds_free (MmsTextKinds    *kinds);

/**
 * mms_text_kinds_take:
 * @system: empty where the line does not tell
 * @info: the event's text, from which fields may be learned
 * @is_cut: (out): whether it ends before the last field that others of its kind have; only told of those
 *   from which states follow
 *
 * Returns: the kind's index for #MmsEvent.kind
 */
guint mms_text_kinds_take (MmsTextKinds *kinds,
                           MmsTextSpan   system,
                           MmsTextSpan   name,
                           MmsTextSpan   info,
                           gboolean     *is_cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTextKinds, mms_text_kinds_free)

G_END_DECLS
