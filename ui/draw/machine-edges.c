/* machine-edges.c - which CPU points to which mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-private.h"

#define FAR_GAP 24.0 /* from where curves become level to an mm of the first column, at most */
#define PASSAGE 7.0  /* half of what curves take between two mms */

/* A curve from a CPU to an mm. */
typedef struct
{
  guint mm;
  gboolean from_right;
  double x0, y0;
  double x1, y1;
  MmsAttribute attribute;
  gboolean is_freed;
} Edge;

/* What CR3 holds outweighs what active_mm names, and that the slots. */
static guint
get_weight (MmsAttribute attribute)
{
  switch (attribute)
    {
    case MMS_ATTRIBUTE_LOADED_MM:
      return 3;
    case MMS_ATTRIBUTE_ACTIVE_MM:
      return 2;
    default:
      return 1;
    }
}

static void
add_edge (GArray     *edges,
          const Edge *edge,
          gboolean    is_compact,
          guint       first)
{
  if (is_compact)
    {
      /* one curve per mm leaves a compact card, as strong as the strongest */
      for (guint i = first; i < edges->len; i++)
        {
          Edge *other = &g_array_index (edges, Edge, i);

          if (other->mm != edge->mm)
            continue;
          if (get_weight (edge->attribute) > get_weight (other->attribute))
            other->attribute = edge->attribute;
          return;
        }
    }
  g_array_append_val (edges, *edge);
}

static int
compare_edges (gconstpointer data_a,
               gconstpointer data_b)
{
  const Edge *a = data_a;
  const Edge *b = data_b;

  if (a->mm != b->mm)
    return a->mm < b->mm ? -1 : 1;
  if (a->from_right != b->from_right)
    return a->from_right - b->from_right;
  return a->y0 < b->y0 ? -1 : a->y0 > b->y0;
}

/* Whether what points to @node from that side passes other nodes first. */
static gboolean
is_far (const MmsMachineLayout *layout,
        const MmsMachineNode   *node,
        gboolean                from_right)
{
  double gap = from_right ? layout->bend_right - node->x : node->x - layout->bend_left;

  return gap > node->radius + FAR_GAP;
}

/* Spreads the ends of the curves that come from one side over the side of the circle. */
static void
spread_ends (const MmsMachineLayout *layout,
             GArray                 *edges,
             guint                   first,
             guint                   last,
             const MmsMachineNode   *node)
{
  for (guint i = first; i < last; i++)
    {
      Edge *edge = &g_array_index (edges, Edge, i);
      double share = (i - first + 0.5) / (last - first) * 2 - 1;
      double reach = MIN (0.75, 0.16 * (last - first));
      double dy = share * MIN (reach * node->radius,
                               is_far (layout, node, edge->from_right) ? PASSAGE : 1000);
      double dx = sqrt (node->radius * node->radius - dy * dy) + 2;

      edge->x1 = edge->from_right ? node->x + dx : node->x - dx;
      edge->y1 = node->y + dy;
    }
}

static GArray *
list_edges (const MmsMachine *machine)
{
  MmsMachineLayout *layout = machine->layout;
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  guint last;

  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);
      guint first = edges->len;

      for (guint row = 0; row < layout->n_rows; row++)
        {
          MmsPoint point = mms_machine_get_point (machine, card->cpu, layout->rows[row]);
          Edge edge = { .mm = (guint) point.value, .attribute = layout->rows[row] };

          if (point.provenance == MMS_UNKNOWN || point.value == 0 ||
              mms_machine_layout_find_node (layout, edge.mm) == NULL)
            continue;
          edge.from_right = card->is_right;
          edge.x0 = card->is_right ? card->box.x : card->box.x + card->box.width;
          edge.y0 = mms_machine_layout_get_row_y (layout, card, row);
          edge.is_freed = mms_machine_is_freed (machine, edge.mm);
          add_edge (edges, &edge, layout->is_compact, first);
        }
    }

  g_array_sort (edges, compare_edges);
  for (guint first = 0; first < edges->len; first = last)
    {
      const Edge *edge = &g_array_index (edges, Edge, first);

      for (last = first + 1; last < edges->len; last++)
        {
          const Edge *other = &g_array_index (edges, Edge, last);

          if (other->mm != edge->mm || other->from_right != edge->from_right)
            break;
        }
      spread_ends (layout, edges, first, last,
                   mms_machine_layout_find_node (layout, edge->mm));
    }
  return edges;
}

/* A curve to the first column of mms and a level line from there on, so that what goes to the
 * second column passes between the mms of the first. */
static void
draw_edge (const MmsMachine *machine,
           const Edge       *edge,
           double            width,
           const MmsColor   *color)
{
  gboolean is_dashed = get_weight (edge->attribute) == 1;
  double bend = edge->from_right ? MAX (machine->layout->bend_right, edge->x1)
                                 : MIN (machine->layout->bend_left, edge->x1);

  if (fabs (bend - edge->x1) < FAR_GAP)
    {
      mms_canvas_curve (machine->canvas, edge->x0, edge->y0, edge->x1, edge->y1, width, is_dashed,
                        TRUE, color);
      return;
    }
  mms_canvas_curve (machine->canvas, edge->x0, edge->y0, bend, edge->y1, width, is_dashed, FALSE,
                    color);
  mms_canvas_curve (machine->canvas, bend, edge->y1, edge->x1, edge->y1, width, is_dashed, TRUE,
                    color);
}

static void
draw_edges (const MmsMachine *machine,
            GArray           *edges,
            gboolean          freed)
{
  gboolean is_crowded = edges->len > 40;

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      MmsColor color = edge->is_freed ? machine->palette->danger
                                      : mms_palette_get_mm_line (machine->palette,
                                                                 mms_machine_look_up (machine, edge->mm).color);
      double width = edge->attribute == MMS_ATTRIBUTE_LOADED_MM ? 3 : 1.75;

      if (edge->is_freed != freed)
        continue;
      if (is_crowded)
        {
          width *= 0.6;
          if (!freed)
            color.alpha *= 0.7f;
        }
      draw_edge (machine, edge, width, &color);
    }
}

void
mms_machine_draw_edges (const MmsMachine *machine)
{
  g_autoptr (GArray) edges = list_edges (machine);

  draw_edges (machine, edges, FALSE);
  draw_edges (machine, edges, TRUE);
}
