/* json-kinds.h - the kinds of events in a trace in JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "json-data.h"
#include "model/trace-builder.h"

G_BEGIN_DECLS

/* What a line says about an event's kind. */
typedef struct
{
  const char *name;
  const char *system; /* %NULL: nothing is said; "": it has none */
  gint64 id;          /* -1: nothing is said */
} MmsJsonKindKey;

/**
 * MmsJsonKinds:
 *
 * Finds the kinds that lines mean, and learns their fields.
 */
typedef struct _MmsJsonKinds MmsJsonKinds;

MmsJsonKinds *mms_json_kinds_new  (MmsTraceBuilder *builder,
                                   MmsJsonData     *data);
void          mms_json_kinds_free (MmsJsonKinds    *kinds);

/**
 * mms_json_kinds_take:
 * @kind: (out): the first kind that @key fits, or a new one
 *
 * Returns: %FALSE if there are too many
 */
gboolean mms_json_kinds_take (MmsJsonKinds         *kinds,
                              const MmsJsonKindKey *key,
                              guint                *kind);

/**
 * mms_json_kinds_declare:
 * @kind: (out): the kind with exactly that name, system and id, made if there was none
 */
gboolean mms_json_kinds_declare (MmsJsonKinds         *kinds,
                                 const MmsJsonKindKey *key,
                                 guint                *kind);

/* Adds a field unless there is one of that name. Returns: %FALSE if there are too many */
gboolean mms_json_kinds_add_field (MmsJsonKinds   *kinds,
                                   guint           kind,
                                   const MmsField *field);

/* Adds the fields of a line that the kind does not have yet. */
gboolean mms_json_kinds_learn (MmsJsonKinds      *kinds,
                               guint              kind,
                               const MmsJsonLine *line);

/* Finds out what the kinds mean, now that all their fields are known. */
void mms_json_kinds_bind (MmsJsonKinds *kinds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsJsonKinds, mms_json_kinds_free)

G_END_DECLS
