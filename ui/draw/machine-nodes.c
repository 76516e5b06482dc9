/* machine-nodes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-nodes.h"

#include "model/track-reader.h"

#define STRETCH 256 /* events for which places are given out at once */
#define OVERLAP 64  /* events beyond the stretch that count as well */
#define BEFORE  4   /* an mm shows so many events before it is held */
#define AFTER   12  /* and so many after */
#define GHOST   24  /* and so many after it was freed */

/* From when to when an mm shows, BEFORE and AFTER included. */
typedef struct
{
  guint mm;
  guint first;
  guint last;
  guint place;
} Stay;

typedef struct
{
  MmsHistory *history;
  guint first;
  guint last;
  GArray *stays;
} Search;

static void
add_stay (Search *search,
          guint   mm,
          guint   first,
          guint   last)
{
  Stay stay = { mm, first > BEFORE ? first - BEFORE : 0, last + AFTER, 0 };

  if (mm == 0 || mm >= mms_history_get_n_mms (search->history))
    return;
  /* not before there is anything to show */
  stay.first = MAX (stay.first,
                    MIN (mms_history_get_mm (search->history, mm)->first_event, first));
  g_array_append_val (search->stays, stay);
}

static void
add_track (Search         *search,
           const MmsTrack *track)
{
  guint i = mms_track_find (track, search->first);
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  if (i > 0)
    i--;
  for (; i < track->n_points; i++)
    {
      MmsPoint point = mms_track_reader_get (&reader, i);
      guint mm = (guint) point.value;
      guint first = MAX (point.event, search->first);
      guint last = search->last;
      guint free_event;

      if (point.event > search->last)
        break;
      if (point.provenance == MMS_UNKNOWN || mm == 0 ||
          mm >= mms_history_get_n_mms (search->history))
        continue;
      if (i + 1 < track->n_points)
        last = MIN (mms_track_reader_get (&reader, i + 1).event - 1, search->last);
      add_stay (search, mm, first, last);

      free_event = mms_history_get_mm (search->history, mm)->free_event;
      if (free_event >= MAX (first, 1) && free_event <= search->last)
        add_stay (search, mm, free_event, free_event + GHOST);
    }
}

static int
compare_by_mm (gconstpointer data_a,
               gconstpointer data_b)
{
  const Stay *a = data_a;
  const Stay *b = data_b;

  if (a->mm != b->mm)
    return a->mm < b->mm ? -1 : 1;
  return a->first < b->first ? -1 : a->first > b->first;
}

static int
compare_by_first (gconstpointer data_a,
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

/* What overlaps or touches, of one mm, is one stay. */
static void
join_stays (GArray *stays)
{
  guint n = 0;

  g_array_sort (stays, compare_by_mm);
  for (guint i = 0; i < stays->len; i++)
    {
      const Stay *stay = &g_array_index (stays, Stay, i);
      Stay *before = n > 0 ? &g_array_index (stays, Stay, n - 1) : NULL;

      if (before != NULL && before->mm == stay->mm && stay->first <= before->last + 1)
        before->last = MAX (before->last, stay->last);
      else
        g_array_index (stays, Stay, n++) = *stay;
    }
  g_array_set_size (stays, n);
}

/* Gives each stay a place that is free at its time, the one that its mm had before if it can be; and
 * to init_mm, which hardly anything is said about, the last one.
 * Returns: how many places that takes */
static guint
give_places (GArray     *stays,
             MmsHistory *history)
{
  g_autoptr (GArray) until = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) had = g_hash_table_new (NULL, NULL); /* mm → place + 1 */
  gboolean has_init = FALSE;

  g_array_sort (stays, compare_by_first);
  for (guint i = 0; i < stays->len; i++)
    {
      Stay *stay = &g_array_index (stays, Stay, i);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (had, GUINT_TO_POINTER (stay->mm)));

      if (mms_history_get_mm (history, stay->mm)->is_init)
        {
          has_init = TRUE;
          continue;
        }
      if (place == 0 || g_array_index (until, guint, place - 1) >= stay->first)
        for (place = 1;
             place <= until->len && g_array_index (until, guint, place - 1) >= stay->first;)
          place++;
      if (place > until->len)
        g_array_append_val (until, stay->last);
      g_array_index (until, guint, place - 1) = stay->last;
      stay->place = place - 1;
      g_hash_table_insert (had, GUINT_TO_POINTER (stay->mm), GUINT_TO_POINTER (place));
    }
  for (guint i = 0; i < stays->len && has_init; i++)
    {
      Stay *stay = &g_array_index (stays, Stay, i);

      if (mms_history_get_mm (history, stay->mm)->is_init)
        stay->place = until->len;
    }
  return until->len + has_init;
}

GArray *
mms_machine_list_places (MmsView *view,
                         guint   *n_places)
{
  MmsDocument *document = mms_view_get_document (view);
  const guint *cpus = NULL;
  guint n_cpus = 0;

  if (document != NULL)
    cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  return mms_machine_list_places_of (view, cpus, n_cpus, n_places);
}

GArray *
mms_machine_list_places_of (MmsView     *view,
                            const guint *cpus,
                            guint        n_cpus,
                            guint       *n_places)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (MmsPlace));
  MmsDocument *document = mms_view_get_document (view);
  guint playhead = mms_view_get_playhead (view);
  Search search;
  guint begin = playhead / STRETCH * STRETCH;
  int finding;

  *n_places = 0;
  if (document == NULL)
    return places;

  search.history = mms_document_get_history (document);
  search.first = begin > OVERLAP ? begin - OVERLAP : 0;
  search.last = begin + STRETCH + OVERLAP;
  search.stays = g_array_new (FALSE, FALSE, sizeof (Stay));

  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute) && attribute != MMS_ATTRIBUTE_MM)
        add_track (&search, mms_history_get_cpu_track (search.history, cpus[i], attribute));

  /* what is selected has a place throughout, even before it is there */
  add_stay (&search, mms_view_get_mm (view), search.first, search.last);
  finding = mms_view_get_finding (view);
  if (finding >= 0)
    {
      const MmsFinding *selected =
        g_ptr_array_index (mms_document_get_findings (document), (guint) finding);
      guint first = mms_history_get_mm (search.history, selected->mm)->first_event;

      if (first <= search.last)
        add_stay (&search, selected->mm, MAX (first, search.first), search.last);
    }

  join_stays (search.stays);
  *n_places = give_places (search.stays, search.history);
  for (guint i = 0; i < search.stays->len; i++)
    {
      const Stay *stay = &g_array_index (search.stays, Stay, i);
      MmsPlace place = { stay->mm, stay->place };

      if (stay->first <= playhead && playhead <= stay->last)
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);
  g_array_unref (search.stays);
  return places;
}
