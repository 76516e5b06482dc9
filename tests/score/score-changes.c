/* score-changes.c - replayed counts against the values that atomic operations returned
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "score.h"

/* One mm_users or mm_count event: what its atomic operation found and left. */
typedef struct
{
  guint event;
  int before;
  int after;
  guint place; /* in the order of the operations, from 1 */
} Change;

/* So far behind its turn an event may be, in changes of the same count. */
#define MAX_LATE 200

typedef struct
{
  guint n_changes;
  guint n_late;   /* stamped behind one that came after them */
  guint n_broken; /* the operation before was not recorded */
  guint n_wrong;
} Changes;

static void
free_changes (gpointer data)
{
  g_array_unref (data);
}

/* Each operation finds what the one before has left; the first in the trace that does is the next. */
static void
order_changes (GArray *list, Changes *changes)
{
  guint first = 0;
  int value = g_array_index (list, Change, 0).before;

  for (guint place = 1; place <= list->len; place++)
    {
      guint next = first;

      while (next < MIN (list->len, first + MAX_LATE)
             && (g_array_index (list, Change, next).place != 0
                 || g_array_index (list, Change, next).before != value))
        next++;
      if (next == MIN (list->len, first + MAX_LATE))
        {
          next = first;
          changes->n_broken++;
        }
      g_array_index (list, Change, next).place = place;
      value = g_array_index (list, Change, next).after;
      while (first < list->len && g_array_index (list, Change, first).place != 0)
        first++;
    }
}

/* After each event the count is what the latest operation of those recorded so far has left. */
static void
compare_changes (MmsHistory *history, guint mm, MmsAttribute attribute, GArray *list,
                 Changes *changes)
{
  const MmsTrack *track = mms_history_get_mm_track (history, mm, attribute);
  const Change *latest = NULL;

  order_changes (list, changes);
  for (guint i = 0; i < list->len; i++)
    {
      const Change *change = &g_array_index (list, Change, i);
      MmsPoint point = mms_track_at (track, change->event);

      if (latest == NULL || change->place > latest->place)
        latest = change;
      else
        changes->n_late++;
      changes->n_changes++;
      if (point.provenance != MMS_UNKNOWN && point.value == latest->after)
        continue;
      changes->n_wrong++;
      if (mms_score_is_verbose)
        g_print ("  event %u: %s is %d, not %d\n", change->event,
                 mms_attribute_get_name (attribute), point.value, latest->after);
    }
}

static guint
find_mm (MmsHistory *history, guint64 pointer, guint64 generation)
{
  for (guint mm = 1; mm < mms_history_get_n_mms (history); mm++)
    {
      const MmsMm *object = mms_history_get_mm (history, mm);

      if (object->pointer == pointer && (object->generation == generation || object->is_init))
        return mm;
    }
  return 0;
}

static void
add_change (GHashTable *lists, MmsTrace *trace, MmsHistory *history, guint event,
            MmsAttribute attribute)
{
  const MmsEvent *record = &mms_trace_get_events (trace, NULL)[event - 1];
  Change change = { .event = event };
  GArray *list;
  gpointer key;
  guint64 pointer;
  guint64 id;
  guint64 value;
  guint64 delta;
  guint mm;

  g_assert_true (mms_trace_get_slot (trace, record, MMS_SLOT_MM, &pointer));
  g_assert_true (mms_trace_get_slot (trace, record, MMS_SLOT_ID, &id));
  g_assert_true (mms_trace_get_slot (trace, record, MMS_SLOT_VALUE, &value));
  g_assert_true (mms_trace_get_slot (trace, record, MMS_SLOT_DELTA, &delta));
  mm = find_mm (history, pointer, id);
  g_assert_cmpuint (mm, !=, 0);
  change.after = (int) value;
  change.before = change.after - (int) delta;

  key = GUINT_TO_POINTER (mm * 2 + (attribute == MMS_ATTRIBUTE_MM_USERS));
  list = g_hash_table_lookup (lists, key);
  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (Change));
      g_hash_table_insert (lists, key, list);
    }
  g_array_append_val (list, change);
}

static gboolean
score_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_DERIVED);
  g_autoptr (GHashTable) lists = g_hash_table_new_full (NULL, NULL, NULL, free_changes);
  MmsTrace *trace = mms_document_get_trace (document);
  MmsHistory *history = mms_document_get_history (document);
  Changes changes = { 0 };
  GHashTableIter iter;
  gpointer key;
  gpointer list;
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint event = 1; event <= n_events; event++)
    {
      MmsRole role = mms_trace_get_kind (trace, events[event - 1].kind)->role;

      if (role == MMS_ROLE_MM_COUNT_CHANGED || role == MMS_ROLE_MM_USERS_CHANGED)
        add_change (lists, trace, history, event,
                    role == MMS_ROLE_MM_COUNT_CHANGED ? MMS_ATTRIBUTE_MM_COUNT
                                                      : MMS_ATTRIBUTE_MM_USERS);
    }
  g_hash_table_iter_init (&iter, lists);
  while (g_hash_table_iter_next (&iter, &key, &list))
    compare_changes (history, GPOINTER_TO_UINT (key) / 2,
                     GPOINTER_TO_UINT (key) % 2 != 0 ? MMS_ATTRIBUTE_MM_USERS
                                                     : MMS_ATTRIBUTE_MM_COUNT,
                     list, &changes);
  if (changes.n_changes == 0)
    return TRUE;
  g_print ("%-28s %8u %6u %6u %6u\n", name, changes.n_changes, changes.n_late, changes.n_broken,
           changes.n_wrong);
  return changes.n_wrong == 0;
}

gboolean
mms_score_changes (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = names->len > 0;

  g_print ("\nCounts after each change, against what the atomic operations returned\n"
           "%-28s %8s %6s %6s %6s\n",
           "capture", "changes", "late", "broken", "wrong");
  for (guint i = 0; i < names->len; i++)
    is_reached &= score_file (folder, g_ptr_array_index (names, i));
  return is_reached;
}
