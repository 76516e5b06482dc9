/* decoder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "event.h"
#include "kind.h"
#include "ring-record.h"

G_BEGIN_DECLS

/**
 * MmsDecoder:
 *
 * How a reader lets the fields of its records be read later.  @data is the reader's (a mapped file,
 * its formats, symbols) and lives as long as the trace.  All functions may be called from several
 * threads at once, check every length against the data (the file is untrusted and may be damaged
 * between two reads), and answer %FALSE or %NULL where the record does not hold the field.
 */
typedef struct
{
  /* The number in @field (its @element where it is an array), sign-extended where it is signed. */
  gboolean (*get_number) (gpointer data, const MmsEvent *event, const MmsKind *kind,
                          guint field, guint element, guint64 *value);
  /* (nullable) Where all records lie, in whose bytes their kind's #MmsLoad of a field finds the same as
   * get_number(); there as long as the trace.  Empty where that is not so. */
  MmsRingArea (*get_area) (gpointer data);
  /* (transfer full): the field as text, as tracefs would print its value. */
  char *(*get_text) (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field);
  /* (nullable) The characters of a string field as they lie in the data: not terminated, perhaps not
   * UTF-8, there as long as the trace.  Spares get_text()'s copy where strings are only compared. */
  gboolean (*get_chars) (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field,
                         const char **chars, gsize *length);
  /* (transfer none): interned name of the function that holds the address in @field, without
   * offset; %NULL where it is not known. */
  const char *(*get_symbol) (gpointer data, const MmsEvent *event, const MmsKind *kind,
                             guint field);
  /* The pid of the task that recorded the event, -1 where it is not told. */
  int (*get_pid) (gpointer data, const MmsEvent *event, const MmsKind *kind);
  /* (transfer full) (nullable): the recording task's name as the record itself tells it (text). */
  char *(*get_comm) (gpointer data, const MmsEvent *event, const MmsKind *kind);
  /* The five or so latency characters ("d.h2."), written NUL-terminated; %FALSE where unknown. */
  gboolean (*get_flags) (gpointer data, const MmsEvent *event, const MmsKind *kind,
                         char flags[8]);
  /* (transfer full) (nullable): everything behind "name:" on one line, where the source is text;
   * %NULL lets the trace compose it from the fields. */
  char *(*get_info) (gpointer data, const MmsEvent *event, const MmsKind *kind);
  /* (nullable) (transfer full): the field as the source writes it, where the source is JSON. */
  char *(*get_json) (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field);
  /* Whether two events carry the same payload (all but their stamps): the same happening, recorded
   * into two buffers. */
  gboolean (*is_same) (gpointer data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind);
  /* Which buffer (index for mms_trace_get_buffer()) the event was recorded into. */
  guint (*get_buffer) (gpointer data, const MmsEvent *event);
} MmsDecoder;

G_END_DECLS
