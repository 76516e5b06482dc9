/* view-arrange.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

/* So many CPUs of one finding have their lanes unfolded for it. */
#define MAX_UNFOLDED 4

void
mms_arrangement_init (MmsArrangement *arrangement)
{
  arrangement->pinned = g_array_new (FALSE, FALSE, sizeof (MmsLaneKey));
  arrangement->hidden = g_array_new (FALSE, FALSE, sizeof (MmsLaneKey));
  arrangement->opened = g_array_new (FALSE, FALSE, sizeof (guint));
  arrangement->fold = MMS_FOLD_AUTO;
}

void
mms_arrangement_clear (MmsArrangement *arrangement)
{
  g_array_unref (arrangement->pinned);
  g_array_unref (arrangement->hidden);
  g_array_unref (arrangement->opened);
}

void
mms_arrangement_reset (MmsArrangement *arrangement)
{
  g_array_set_size (arrangement->pinned, 0);
  g_array_set_size (arrangement->hidden, 0);
  g_array_set_size (arrangement->opened, 0);
}

/* Returns: the place of the lane; -1 where it is not listed */
static int
find_key (GArray      *keys,
          MmsLaneKind  kind,
          guint        id)
{
  for (guint i = 0; i < keys->len; i++)
    {
      const MmsLaneKey *key = &g_array_index (keys, MmsLaneKey, i);

      if (key->kind == kind && key->id == id)
        return (int) i;
    }
  return -1;
}

/* Returns: whether that changed anything */
static gboolean
put_key (GArray      *keys,
         MmsLaneKind  kind,
         guint        id,
         gboolean     is_in)
{
  MmsLaneKey key = { kind, id, id };
  int place = find_key (keys, kind, id);

  if ((place >= 0) == is_in)
    return FALSE;
  if (is_in)
    g_array_append_val (keys, key);
  else
    g_array_remove_index (keys, (guint) place);
  return TRUE;
}

static gboolean
exists (MmsView     *view,
        MmsLaneKind  kind,
        guint        id)
{
  MmsDocument *document = mms_view_get_document (view);
  const guint *cpus;
  guint n_cpus;

  if (document == NULL)
    return FALSE;
  if (kind == MMS_LANE_MM)
    return id > 0 && id < mms_history_get_n_mms (mms_document_get_history (document));
  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    if (cpus[i] == id)
      return TRUE;
  return FALSE;
}

void
mms_view_pin_lane (MmsView     *view,
                   MmsLaneKind  kind,
                   guint        id,
                   gboolean     is_pinned)
{
  MmsArrangement *arrangement = mms_view_get_arrangement (view);
  gboolean is_changed;

  if (!exists (view, kind, id))
    return;
  is_changed = put_key (arrangement->pinned, kind, id, is_pinned);
  if (is_pinned)
    is_changed |= put_key (arrangement->hidden, kind, id, FALSE);
  if (is_changed)
    mms_view_emit_lanes_changed (view);
}

gboolean
mms_view_is_lane_pinned (MmsView     *view,
                         MmsLaneKind  kind,
                         guint        id)
{
  return find_key (mms_view_get_arrangement (view)->pinned, kind, id) >= 0;
}

void
mms_view_hide_lane (MmsView     *view,
                    MmsLaneKind  kind,
                    guint        id,
                    gboolean     is_hidden)
{
  MmsArrangement *arrangement = mms_view_get_arrangement (view);
  gboolean is_changed;

  if (!exists (view, kind, id))
    return;
  is_changed = put_key (arrangement->hidden, kind, id, is_hidden);
  if (is_hidden)
    is_changed |= put_key (arrangement->pinned, kind, id, FALSE);
  if (is_changed)
    mms_view_emit_lanes_changed (view);
}

void
mms_view_hide_other_cpus (MmsView *view,
                          guint    cpu)
{
  GArray *hidden = mms_view_get_arrangement (view)->hidden;
  const guint *cpus;
  guint n_cpus;

  if (!exists (view, MMS_LANE_CPU, cpu))
    return;
  cpus = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (view)), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    if (!mms_view_is_lane_pinned (view, MMS_LANE_CPU, cpus[i]))
      put_key (hidden, MMS_LANE_CPU, cpus[i], cpus[i] != cpu);
  mms_view_emit_lanes_changed (view);
}

gboolean
mms_view_is_lane_hidden (MmsView     *view,
                         MmsLaneKind  kind,
                         guint        id)
{
  return find_key (mms_view_get_arrangement (view)->hidden, kind, id) >= 0;
}

const GArray *
mms_view_get_pinned_lanes (MmsView *view)
{
  return mms_view_get_arrangement (view)->pinned;
}

const GArray *
mms_view_get_hidden_lanes (MmsView *view)
{
  return mms_view_get_arrangement (view)->hidden;
}

void
mms_view_show_all_lanes (MmsView *view)
{
  GArray *hidden = mms_view_get_arrangement (view)->hidden;

  if (hidden->len == 0)
    return;
  g_array_set_size (hidden, 0);
  mms_view_emit_lanes_changed (view);
}

void
mms_view_set_fold (MmsView *view,
                   MmsFold  fold)
{
  MmsArrangement *arrangement = mms_view_get_arrangement (view);

  if (arrangement->fold == fold)
    return;
  arrangement->fold = fold;
  g_array_set_size (arrangement->opened, 0);
  mms_view_emit_lanes_changed (view);
}

MmsFold
mms_view_get_fold (MmsView *view)
{
  return mms_view_get_arrangement (view)->fold;
}

void
mms_view_open_quiet (MmsView *view,
                     guint    first)
{
  GArray *opened = mms_view_get_arrangement (view)->opened;

  for (guint i = 0; i < opened->len; i++)
    if (g_array_index (opened, guint, i) == first)
      return;
  g_array_append_val (opened, first);
  mms_view_emit_lanes_changed (view);
}

const GArray *
mms_view_get_opened_cpus (MmsView *view)
{
  return mms_view_get_arrangement (view)->opened;
}

static gboolean
folds (MmsView *view,
       guint    n_cpus)
{
  MmsFold fold = mms_view_get_fold (view);

  return fold == MMS_FOLD_ALWAYS || (fold == MMS_FOLD_AUTO && n_cpus > MMS_FOLD_LIMIT);
}

/* The CPUs whose lanes are shown in full among folded ones: they are what somebody looks at. */
static GHashTable *
list_unfolded (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  GHashTable *cpus = g_hash_table_new (NULL, NULL); /* CPU + 1 */
  int selected = mms_view_get_finding (view);

  if (mms_view_get_cpu (view) >= 0)
    g_hash_table_add (cpus, GINT_TO_POINTER (mms_view_get_cpu (view) + 1));
  if (selected >= 0)
    {
      const MmsFinding *finding =
        g_ptr_array_index (mms_document_get_findings (document), (guint) selected);

      if (finding->cpu >= 0)
        g_hash_table_add (cpus, GINT_TO_POINTER (finding->cpu + 1));
      for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
        {
          int cpu = g_array_index (finding->evidence, MmsEvidence, i).cpu;

          if (cpu >= 0 && g_hash_table_size (cpus) < MAX_UNFOLDED)
            g_hash_table_add (cpus, GINT_TO_POINTER (cpu + 1));
        }
    }
  return cpus;
}

/* Whether nothing happens on @cpu in the whole trace. */
static gboolean
is_quiet (MmsHistory *history,
          guint       cpu)
{
  guint n_ticks;

  mms_history_get_ticks (history, cpu, &n_ticks);
  return n_ticks == 0 &&
         mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_TASK)->n_points <= 1 &&
         mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_ACTIVE_MM)->n_points <= 1;
}

static gboolean
is_open (MmsView *view,
         guint    first)
{
  GArray *opened = mms_view_get_arrangement (view)->opened;

  for (guint i = 0; i < opened->len; i++)
    if (g_array_index (opened, guint, i) == first)
      return TRUE;
  return FALSE;
}

/* Makes one row of the neighbouring quiet CPUs at the end of @rows, where they are more than one. */
static void
join_quiet (MmsView *view,
            GArray  *rows,
            guint    n_quiet)
{
  const MmsLaneRow *first;
  const MmsLaneRow *last;
  MmsLaneRow row;

  if (n_quiet < 2)
    return;
  first = &g_array_index (rows, MmsLaneRow, rows->len - n_quiet);
  last = &g_array_index (rows, MmsLaneRow, rows->len - 1);
  if (is_open (view, first->key.id))
    return;
  row = (MmsLaneRow) { { MMS_LANE_QUIET, first->key.id, last->key.id }, TRUE, FALSE };
  g_array_set_size (rows, rows->len - n_quiet);
  g_array_append_val (rows, row);
}

static void
add_cpus (MmsView    *view,
          GArray     *rows,
          GHashTable *unfolded,
          gboolean    pinned)
{
  MmsDocument *document = mms_view_get_document (view);
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  gboolean is_folding = folds (view, n_cpus);
  guint n_quiet = 0;

  for (guint i = 0; i < n_cpus; i++)
    {
      MmsLaneRow row = { { MMS_LANE_CPU, cpus[i], cpus[i] }, is_folding, pinned };
      gboolean is_special = pinned || g_hash_table_contains (unfolded,
                                                             GUINT_TO_POINTER (cpus[i] + 1));

      if (mms_view_is_lane_hidden (view, MMS_LANE_CPU, cpus[i]) ||
          mms_view_is_lane_pinned (view, MMS_LANE_CPU, cpus[i]) != pinned)
        continue;
      if (is_special)
        row.is_folded = FALSE;
      if (row.is_folded && is_quiet (mms_document_get_history (document), cpus[i]))
        n_quiet++;
      else
        {
          join_quiet (view, rows, n_quiet);
          n_quiet = 0;
        }
      g_array_append_val (rows, row);
    }
  join_quiet (view, rows, n_quiet);
}

GArray *
mms_view_arrange_cpus (MmsView *view)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (MmsLaneRow));
  g_autoptr (GHashTable) unfolded = NULL;

  if (mms_view_get_document (view) == NULL)
    return rows;
  unfolded = list_unfolded (view);
  add_cpus (view, rows, unfolded, TRUE);
  add_cpus (view, rows, unfolded, FALSE);
  return rows;
}
