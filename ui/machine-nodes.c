/* machine-nodes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-nodes.h"

#define STRETCH 512 /* events for which places are given out at once */
#define OVERLAP 64  /* events beyond the stretch that count as well */
#define BEFORE  4   /* an mm shows so many events before it is held */
#define AFTER   12  /* and so many after */
#define GHOST   24  /* and so many after it was freed */

/* From when to when an mm is held in the stretch, over all. */
typedef struct
{
  guint mm;
  guint first;
  guint last;
  gboolean is_shown;
  guint place;
} Stay;

typedef struct
{
  MmsHistory *history;
  guint playhead;
  guint first;
  guint last;
  GHashTable *index; /* mm → its place in @stays + 1 */
  GArray *stays;
} Search;

static void
add_stay (Search   *search,
          guint     mm,
          guint     first,
          guint     last,
          gboolean  is_shown)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (search->index, GUINT_TO_POINTER (mm)));
  Stay *stay;

  if (mm == 0 || mm >= mms_history_get_n_mms (search->history))
    return;
  if (at == 0)
    {
      Stay new_stay = { mm, first, last, is_shown, 0 };

      g_array_append_val (search->stays, new_stay);
      g_hash_table_insert (search->index, GUINT_TO_POINTER (mm),
                           GUINT_TO_POINTER (search->stays->len));
      return;
    }
  stay = &g_array_index (search->stays, Stay, at - 1);
  stay->first = MIN (stay->first, first);
  stay->last = MAX (stay->last, last);
  stay->is_shown |= is_shown;
}

static void
add_track (Search         *search,
           const MmsTrack *track)
{
  guint i = mms_track_find (track, search->first);

  if (i > 0)
    i--;
  for (; i < track->n_points && track->points[i].event <= search->last; i++)
    {
      guint mm = (guint) track->points[i].value;
      guint first = MAX (track->points[i].event, search->first);
      guint last = search->last;
      guint free_event;
      gboolean is_shown;

      if (track->points[i].provenance == MMS_UNKNOWN || mm == 0 ||
          mm >= mms_history_get_n_mms (search->history))
        continue;
      if (i + 1 < track->n_points)
        last = MIN (track->points[i + 1].event, search->last);
      is_shown = first <= search->playhead + BEFORE && last + AFTER >= search->playhead;

      free_event = mms_history_get_mm (search->history, mm)->free_event;
      if (free_event != 0 && free_event >= first && free_event <= search->last)
        {
          last = MAX (last, MIN (free_event + GHOST, search->last));
          if (free_event <= search->playhead && search->playhead <= free_event + GHOST)
            is_shown = TRUE;
        }
      add_stay (search, mm, first, last, is_shown);
    }
}

static int
compare_stays (gconstpointer data_a,
               gconstpointer data_b)
{
  const Stay *a = data_a;
  const Stay *b = data_b;

  if (a->first != b->first)
    return a->first < b->first ? -1 : 1;
  return a->mm < b->mm ? -1 : a->mm > b->mm;
}

static int
compare_places (gconstpointer data_a,
                gconstpointer data_b)
{
  const MmsPlace *a = data_a;
  const MmsPlace *b = data_b;

  return a->mm < b->mm ? -1 : a->mm > b->mm;
}

/* Gives each stay the lowest place that is free at its time, and init_mm, which hardly anything is
 * said about, the last one. Returns: how many places that takes */
static guint
give_places (GArray     *stays,
             MmsHistory *history)
{
  g_autoptr (GArray) until = g_array_new (FALSE, FALSE, sizeof (guint));
  Stay *init = NULL;

  g_array_sort (stays, compare_stays);
  for (guint i = 0; i < stays->len; i++)
    {
      Stay *stay = &g_array_index (stays, Stay, i);
      guint place = 0;

      if (mms_history_get_mm (history, stay->mm)->is_init)
        {
          init = stay;
          continue;
        }
      while (place < until->len &&
             g_array_index (until, guint, place) + AFTER + BEFORE >= stay->first)
        place++;
      if (place == until->len)
        g_array_append_val (until, stay->last);
      g_array_index (until, guint, place) = stay->last;
      stay->place = place;
    }
  if (init == NULL)
    return until->len;
  init->place = until->len;
  return until->len + 1;
}

GArray *
mms_machine_list_places (MmsView *view,
                         guint   *n_places)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (MmsPlace));
  MmsDocument *document = mms_view_get_document (view);
  Search search;
  const guint *cpus;
  guint n_cpus;
  guint begin;
  int finding;

  *n_places = 0;
  if (document == NULL)
    return places;

  search.history = mms_document_get_history (document);
  search.playhead = mms_view_get_playhead (view);
  begin = search.playhead / STRETCH * STRETCH;
  search.first = begin > OVERLAP ? begin - OVERLAP : 0;
  search.last = begin + STRETCH + OVERLAP;
  search.index = g_hash_table_new (NULL, NULL);
  search.stays = g_array_new (FALSE, FALSE, sizeof (Stay));

  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute) && attribute != MMS_ATTRIBUTE_MM)
        add_track (&search, mms_history_get_cpu_track (search.history, cpus[i], attribute));

  /* what is selected has a place throughout */
  add_stay (&search, mms_view_get_mm (view), search.first, search.last, TRUE);
  finding = mms_view_get_finding (view);
  if (finding >= 0)
    {
      const MmsFinding *selected =
        g_ptr_array_index (mms_document_get_findings (document), (guint) finding);

      add_stay (&search, selected->mm, search.first, search.last, TRUE);
    }

  *n_places = give_places (search.stays, search.history);
  for (guint i = 0; i < search.stays->len; i++)
    {
      const Stay *stay = &g_array_index (search.stays, Stay, i);
      MmsPlace place = { stay->mm, stay->place };

      if (stay->is_shown)
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);

  g_hash_table_unref (search.index);
  g_array_unref (search.stays);
  return places;
}
