/* query-mm.c - which events are about an mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "query-private.h"

#include <string.h>

#include "number.h"
#include "track-reader.h"

static void
set_bit (guint8 *bits, guint index)
{
  bits[index / 8] |= (guint8) (1u << (index % 8));
}

static gboolean
get_bit (const guint8 *bits, guint index)
{
  return bits[index / 8] >> (index % 8) & 1;
}

gboolean
mms_query_add_mms (MmsQuery *query, MmsTerm *term, const char *name)
{
  guint n_mms = mms_history_get_n_mms (query->history);
  guint64 pointer = 0;
  gboolean is_pointer = g_str_has_prefix (name, "0x")
                        && mms_number_parse (name + 2, 16, 1, G_MAXUINT64, &pointer);
  gboolean has_sign = strpbrk (name, "#:") != NULL;
  gboolean is_found = FALSE;

  if (!term->mm_indices)
    term->mm_indices = g_malloc0 (n_mms / 8 + 1);
  for (guint i = 1; i < n_mms; i++)
    {
      const MmsMm *mm = mms_history_get_mm (query->history, i);
      gboolean is_hit = is_pointer ? mm->pointer == pointer
                                   : g_ascii_strcasecmp (mm->label, name) == 0;

      /* "0xff11000001234567#8" and "pid:412" are rare, so that names are made only then. */
      if (!is_hit && has_sign)
        {
          g_autofree char *full = mms_history_name_mm (query->history, i);

          is_hit = g_ascii_strcasecmp (full, name) == 0;
        }
      if (!is_hit)
        continue;
      set_bit (term->mm_indices, i);
      is_found = TRUE;
    }
  return is_found;
}

static int
compare_mms (gconstpointer a, gconstpointer b)
{
  const MmsTermMm *x = a;
  const MmsTermMm *y = b;

  if (x->pointer != y->pointer)
    return x->pointer < y->pointer ? -1 : 1;
  return x->first_event < y->first_event ? -1 : x->first_event > y->first_event;
}

void
mms_query_finish_mms (MmsQuery *query, MmsTerm *term)
{
  g_autoptr (GHashTable) later = g_hash_table_new (g_int64_hash, g_int64_equal);

  term->mms = g_array_new (FALSE, FALSE, sizeof (MmsTermMm));
  /* Backwards: a generation ends where the next one at its address begins. */
  for (guint i = mms_history_get_n_mms (query->history); i-- > 1;)
    {
      const MmsMm *mm = mms_history_get_mm (query->history, i);
      guint next = GPOINTER_TO_UINT (g_hash_table_lookup (later, &mm->pointer));
      MmsTermMm range = { mm->pointer, mm->first_event, next > 0 ? next - 1 : G_MAXUINT };

      if (mm->pointer == 0)
        continue;
      if (get_bit (term->mm_indices, i))
        g_array_append_val (term->mms, range);
      g_hash_table_insert (later, (gpointer) &mm->pointer, GUINT_TO_POINTER (mm->first_event));
    }
  g_array_sort (term->mms, compare_mms);
}

static gboolean
means_mm (const MmsTerm *term, guint64 pointer, guint event)
{
  const MmsTermMm *mms = (const MmsTermMm *) (gpointer) term->mms->data;
  guint low = 0;
  guint high = term->mms->len;

  /* The first that is not before this address at this event. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (mms[middle].pointer < pointer
          || (mms[middle].pointer == pointer && mms[middle].last_event < event))
        low = middle + 1;
      else
        high = middle;
    }
  return low < term->mms->len && mms[low].pointer == pointer && mms[low].first_event <= event;
}

static void
add_track (MmsQuery *query, MmsTerm *term, const MmsTrack *track, gboolean is_own)
{
  MmsTrackReader reader;
  gboolean was_hit = FALSE;

  mms_track_reader_init (&reader, track);
  for (guint i = 0; i < track->n_points; i++)
    {
      MmsPoint point = mms_track_reader_get (&reader, i);
      gboolean is_hit = is_own || get_bit (term->mm_indices, (guint) point.value);

      /* The event that gives it, and the one that takes it away. */
      if ((is_hit || was_hit) && point.event >= 1 && point.event <= query->n_events)
        set_bit (term->mm_events, point.event - 1);
      was_hit = is_hit;
    }
}

/* Who holds an mm, and its counts, change at these events. */
static void
add_changes (MmsQuery *query, MmsTerm *term)
{
  static const MmsAttribute own[] = { MMS_ATTRIBUTE_MM_USERS, MMS_ATTRIBUTE_MM_COUNT,
                                      MMS_ATTRIBUTE_STATE };
  guint n_mms = mms_history_get_n_mms (query->history);
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (query->trace, &n_cpus);

  term->mm_events = g_malloc0 (query->n_events / 8 + 1);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute))
        add_track (query, term, mms_history_get_cpu_track (query->history, cpus[i], attribute),
                   FALSE);
  for (guint i = 1; i < n_mms; i++)
    if (get_bit (term->mm_indices, i))
      for (guint j = 0; j < G_N_ELEMENTS (own); j++)
        add_track (query, term, mms_history_get_mm_track (query->history, i, own[j]), TRUE);
}

gboolean
mms_query_match_mm (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint event)
{
  const MmsKind *kind = mms_trace_get_kind (query->trace, record->kind);

  if (!term->mm_events)
    add_changes (query, term);
  if (get_bit (term->mm_events, event - 1))
    return TRUE;
  for (guint i = 0; i < kind->fields->len; i++)
    {
      guint64 value;

      if (g_array_index (kind->fields, MmsField, i).element_size != 0
          && g_array_index (kind->fields, MmsField, i).element_size < 4)
        continue;
      if (mms_trace_get_number (query->trace, record, i, 0, &value) && value != 0
          && means_mm (term, value, event))
        return TRUE;
    }
  return FALSE;
}
