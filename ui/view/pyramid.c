/* pyramid.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "pyramid.h"

#include "model/track-reader.h"

/* A cell as it grows: the share of each value is not counted, only its longest stretch. */
typedef struct
{
  MmsCell cell;
  guint weight; /* events that the cell's value held in one stretch */
  gboolean is_empty;
} Growing;

static void
grow (Growing *growing,
      MmsCell  part,
      guint    weight)
{
  MmsCell *cell = &growing->cell;

  if (growing->is_empty)
    {
      *growing = (Growing) { part, weight, FALSE };
      return;
    }
  if (part.is_mixed || part.is_known != cell->is_known || part.value != cell->value)
    cell->is_mixed = TRUE;
  if (part.is_known < cell->is_known || (part.is_known == cell->is_known && weight <= growing->weight))
    return;
  growing->weight = weight;
  cell->value = part.value;
  cell->is_known = part.is_known;
}

/* With the one behind the last */
static MmsCell *
new_cells (guint n_cells)
{
  MmsCell *cells = g_new (MmsCell, n_cells + 1);

  cells[n_cells] = (MmsCell) { .event = G_MAXUINT32 };
  return cells;
}

static void
make_base (MmsPyramid     *pyramid,
           const MmsTrack *track,
           guint          *weights)
{
  guint n_cells = (track->n_points + MMS_PYRAMID_BASE - 1) / MMS_PYRAMID_BASE;
  MmsCell *cells = new_cells (n_cells);
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  for (guint i = 0; i < n_cells; i++)
    {
      Growing growing = { .is_empty = TRUE };
      guint end = MIN ((i + 1) * MMS_PYRAMID_BASE, track->n_points);
      MmsPoint point = mms_track_reader_get (&reader, i * MMS_PYRAMID_BASE);

      for (guint j = i * MMS_PYRAMID_BASE; j < end; j++)
        {
          MmsCell part = {
            .event = point.event,
            .value = point.value,
            .is_known = point.provenance != MMS_UNKNOWN,
          };
          MmsPoint next = point;

          if (j + 1 < track->n_points)
            next = mms_track_reader_get (&reader, j + 1);
          grow (&growing, part, next.event - point.event);
          point = next;
        }
      cells[i] = growing.cell;
      weights[i] = growing.weight;
    }
  pyramid->levels[0].cells = cells;
  pyramid->levels[0].n_cells = n_cells;
  pyramid->n_levels = 1;
}

static void
make_level (MmsPyramid *pyramid,
            guint      *weights)
{
  const MmsCell *below = pyramid->levels[pyramid->n_levels - 1].cells;
  guint n_below = pyramid->levels[pyramid->n_levels - 1].n_cells;
  guint n_cells = (n_below + MMS_PYRAMID_FACTOR - 1) / MMS_PYRAMID_FACTOR;
  MmsCell *cells = new_cells (n_cells);

  for (guint i = 0; i < n_cells; i++)
    {
      Growing growing = { .is_empty = TRUE };
      guint end = MIN ((i + 1) * MMS_PYRAMID_FACTOR, n_below);

      for (guint j = i * MMS_PYRAMID_FACTOR; j < end; j++)
        grow (&growing, below[j], weights[j]);
      cells[i] = growing.cell;
      weights[i] = growing.weight;
    }
  pyramid->levels[pyramid->n_levels].cells = cells;
  pyramid->levels[pyramid->n_levels].n_cells = n_cells;
  pyramid->n_levels++;
}

MmsPyramid *
mms_pyramid_new (const MmsTrack *track)
{
  MmsPyramid *pyramid = g_new0 (MmsPyramid, 1);
  /* of the cells of the level last made; each level has fewer than the one below */
  g_autofree guint *weights = g_new (guint, track->n_points / MMS_PYRAMID_BASE + 1);

  make_base (pyramid, track, weights);
  while (pyramid->levels[pyramid->n_levels - 1].n_cells > MMS_PYRAMID_FACTOR &&
         pyramid->n_levels < MMS_PYRAMID_MAX_LEVELS)
    make_level (pyramid, weights);
  return pyramid;
}

void
mms_pyramid_free (MmsPyramid *pyramid)
{
  for (guint i = 0; i < pyramid->n_levels; i++)
    g_free (pyramid->levels[i].cells);
  g_free (pyramid);
}
