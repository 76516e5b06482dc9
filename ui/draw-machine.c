/* draw-machine.c - the machine at the playhead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"
#include "machine-layout.h"

#define DOT_RADIUS 5.5
#define VALUE_ROOM 46.0 /* for a value in a compact card */

typedef struct
{
  MmsCanvas *canvas;
  MmsView *view;
  const MmsPalette *palette;
  MmsHistory *history;
  MmsMachineLayout *layout;
  guint event;
} Machine;

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

static MmsPoint
get_point (const Machine *machine,
           guint          cpu,
           MmsAttribute   attribute)
{
  return mms_track_at (mms_history_get_cpu_track (machine->history, cpu, attribute),
                       machine->event);
}

static MmsColor
get_mm_color (const Machine *machine,
              guint          mm)
{
  return mms_palette_mm (machine->palette, mms_get_mm_label (machine->history, mm));
}

static gboolean
is_freed (const Machine *machine,
          guint          mm)
{
  return mms_is_mm_freed (machine->history, mm, machine->event);
}

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

/* Spreads the ends of the curves that come from one side over the side of the circle. */
static void
spread_ends (GArray               *edges,
             guint                 first,
             guint                 last,
             const MmsMachineNode *node)
{
  for (guint i = first; i < last; i++)
    {
      Edge *edge = &g_array_index (edges, Edge, i);
      double share = (i - first + 0.5) / (last - first) * 2 - 1;
      double reach = MIN (0.75, 0.16 * (last - first));
      double dy = share * reach * node->radius;
      double dx = sqrt (node->radius * node->radius - dy * dy) + 2;

      edge->x1 = edge->from_right ? node->x + dx : node->x - dx;
      edge->y1 = node->y + dy;
    }
}

static GArray *
list_edges (const Machine *machine)
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
          MmsPoint point = get_point (machine, card->cpu, layout->rows[row]);
          Edge edge = { .mm = (guint) point.value, .attribute = layout->rows[row] };

          if (point.provenance == MMS_UNKNOWN || point.value == 0 ||
              mms_machine_layout_find_node (layout, edge.mm) == NULL)
            continue;
          edge.from_right = card->is_right;
          edge.x0 = card->is_right ? card->box.x : card->box.x + card->box.width;
          edge.y0 = mms_machine_layout_get_row_y (layout, card, row);
          edge.is_freed = is_freed (machine, edge.mm);
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
      spread_ends (edges, first, last, mms_machine_layout_find_node (layout, edge->mm));
    }
  return edges;
}

/* A curve to the first column of mms and a level line from there on, so that what goes to the second
 * column passes between the mms of the first. */
static void
draw_edge (const Machine  *machine,
           const Edge     *edge,
           double          width,
           const MmsColor *color)
{
  gboolean is_dashed = get_weight (edge->attribute) == 1;
  double bend = edge->from_right ? MAX (machine->layout->bend_right, edge->x1)
                                 : MIN (machine->layout->bend_left, edge->x1);

  if (fabs (bend - edge->x1) < 24)
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
draw_edges (const Machine *machine,
            gboolean       freed)
{
  g_autoptr (GArray) edges = list_edges (machine);
  gboolean is_crowded = edges->len > 40;

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      MmsColor color = edge->is_freed ? machine->palette->danger
                                      : mms_palette_mm_line (machine->palette,
                                                             mms_get_mm_label (machine->history,
                                                                               edge->mm));
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

static char *
make_counts (const Machine *machine,
             guint          mm)
{
  MmsPoint users = mms_track_at (
      mms_history_get_mm_track (machine->history, mm, MMS_ATTRIBUTE_MM_USERS), machine->event);
  MmsPoint count = mms_track_at (
      mms_history_get_mm_track (machine->history, mm, MMS_ATTRIBUTE_MM_COUNT), machine->event);
  g_autofree char *u = NULL;
  g_autofree char *c = NULL;

  if (users.provenance == MMS_UNKNOWN && count.provenance == MMS_UNKNOWN)
    return g_strdup ("");
  u = users.provenance == MMS_UNKNOWN ? g_strdup ("?") : g_strdup_printf ("%d", users.value);
  c = count.provenance == MMS_UNKNOWN ? g_strdup ("?") : g_strdup_printf ("%d", count.value);
  return g_strdup_printf ("u %s · c %s", u, c);
}

static void
draw_below (const Machine        *machine,
            const MmsMachineNode *node,
            const char           *text,
            const MmsColor       *color)
{
  double width = mms_canvas_measure_text (machine->canvas, text, MMS_SIZE_SMALL, 0) + 4;
  MmsBox box = { round (node->x - width / 2), node->y + node->radius + 1, width, 14 };

  mms_canvas_fill (machine->canvas, &box, &machine->palette->background);
  mms_canvas_text (machine->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_WHOLE | MMS_TEXT_CENTER,
                   color);
}

static void
draw_node_note (const Machine        *machine,
                const MmsMachineNode *node)
{
  const MmsMm *info = mms_history_get_mm (machine->history, node->mm);
  const MmsEvent *events = mms_trace_get_events (mms_history_get_trace (machine->history), NULL);
  guint cpu = events[info->free_event - 1].cpu;
  g_autofree char *event = mms_format_count (info->free_event);
  g_autofree char *text = NULL;
  MmsTextFlags flags = MMS_TEXT_WHOLE;
  MmsBox box;

  if (machine->layout->has_side_room)
    {
      text = g_strdup_printf ("✝ freed by CPU %u at event %s", cpu, event);
      box = (MmsBox) { node->x + node->radius + 10, node->y - 10,
                       machine->layout->nodes_box.x + machine->layout->nodes_box.width - node->x -
                         node->radius - 10,
                       20 };
      if (mms_canvas_text (machine->canvas, &box, text, MMS_SIZE_SMALL, flags,
                           &machine->palette->danger))
        return;
      g_free (text);
      text = g_strdup_printf ("✝ freed by CPU %u", cpu);
      box.y -= 8;
      mms_canvas_text (machine->canvas, &box, text, MMS_SIZE_SMALL, flags,
                       &machine->palette->danger);
      g_free (text);
      text = g_strdup_printf ("at event %s", event);
      box.y += 15;
      mms_canvas_text (machine->canvas, &box, text, MMS_SIZE_SMALL, flags,
                       &machine->palette->danger);
      return;
    }
  if (node->radius < 14)
    return;
  text = g_strdup_printf ("✝ CPU %u, event %s", cpu, event);
  draw_below (machine, node, text, &machine->palette->danger);
}

static void
draw_node (const Machine        *machine,
           const MmsMachineNode *node)
{
  const MmsMm *info = mms_history_get_mm (machine->history, node->mm);
  gboolean freed = is_freed (machine, node->mm);
  MmsColor color = get_mm_color (machine, node->mm);
  MmsColor ink = mms_palette_text_on (&color);
  gboolean has_room = node->radius >= 24;
  g_autofree char *counts = freed ? g_strdup ("freed") : make_counts (machine, node->mm);
  double size = CLAMP (node->radius * 0.55, MMS_SIZE_SMALL, 17);
  MmsBox box = { node->x - node->radius - 3, node->y - node->radius, 2 * node->radius + 6,
                 2 * node->radius };

  if (freed)
    {
      color = machine->palette->background;
      ink = machine->palette->danger;
      mms_canvas_circle (machine->canvas, node->x, node->y, node->radius, &color, &ink,
                         node->radius >= 18 ? 3 : 2, TRUE);
    }
  else
    mms_canvas_circle (machine->canvas, node->x, node->y, node->radius, &color, NULL, 0, FALSE);
  if (mms_view_get_mm (machine->view) == node->mm)
    mms_canvas_circle (machine->canvas, node->x, node->y, node->radius + 4, NULL,
                       &machine->palette->selection, 2.5, FALSE);

  if (has_room && counts[0] != '\0')
    {
      MmsBox below = { box.x, node->y + 3, box.width, 16 };

      box.y -= 8;
      mms_canvas_text (machine->canvas, &below, counts, MMS_SIZE_SMALL,
                       MMS_TEXT_CENTER | MMS_TEXT_WHOLE, &ink);
    }
  else if (!freed && counts[0] != '\0' && node->radius >= 14)
    draw_below (machine, node, counts, &machine->palette->text_dim);
  mms_canvas_text (machine->canvas, &box, info->label, size, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                   &ink);
  if (freed)
    draw_node_note (machine, node);
}

static const char *
get_row_title (MmsAttribute attribute,
               double       room)
{
  if (attribute == MMS_ATTRIBUTE_LOADED_MM)
    return room >= 120 ? "CR3 (loaded_mm)" : "loaded_mm";
  return mms_attribute_get_name (attribute);
}

static const char *
get_short_title (MmsAttribute attribute)
{
  switch (attribute)
    {
    case MMS_ATTRIBUTE_ACTIVE_MM:
      return "active";
    case MMS_ATTRIBUTE_LOADED_MM:
      return "CR3";
    case MMS_ATTRIBUTE_LAZY_MM:
      return "lazy";
    default:
      return "drop";
    }
}

/* The value of one row: a dot in the mm's colour and its letter. */
static void
draw_value (const Machine  *machine,
            const MmsPoint *point,
            double          x,
            double          y,
            double          height)
{
  const MmsPalette *palette = machine->palette;
  MmsBox box = { x + 11, y - height / 2, 30, height };
  guint mm = (guint) point->value;
  MmsColor color;

  if (point->provenance == MMS_UNKNOWN)
    {
      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, NULL, &palette->unknown, 1, TRUE);
      mms_canvas_text (machine->canvas, &box, "?", MMS_SIZE_TEXT, 0, &palette->text_dim);
      return;
    }
  if (mm == 0)
    {
      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, &palette->grid, NULL, 0, FALSE);
      mms_canvas_text (machine->canvas, &box, "–", MMS_SIZE_TEXT, 0, &palette->text_dim);
      return;
    }
  color = get_mm_color (machine, mm);
  if (is_freed (machine, mm))
    {
      MmsColor freed = palette->background;

      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, &freed, &palette->danger, 2, FALSE);
      color = palette->danger;
    }
  else
    {
      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, &color, NULL, 0, FALSE);
      color = palette->text;
    }
  mms_canvas_text (machine->canvas, &box, mms_get_mm_label (machine->history, mm), MMS_SIZE_TEXT,
                   MMS_TEXT_BOLD, &color);
}

static gboolean
is_lazy (const Machine *machine,
         guint          cpu)
{
  MmsPoint point = get_point (machine, cpu, MMS_ATTRIBUTE_IS_LAZY);

  return point.provenance != MMS_UNKNOWN && point.value == 1;
}

/* Remarks at the end of a row: what the values alone do not say. */
static void
draw_remark (const Machine  *machine,
             guint           cpu,
             MmsAttribute    attribute,
             const MmsPoint *point,
             double          x,
             double          y,
             double          room)
{
  const MmsPalette *palette = machine->palette;
  MmsPoint task_mm = get_point (machine, cpu, MMS_ATTRIBUTE_MM);
  MmsBox box = { x, y - 9, room, 18 };

  if (point->provenance == MMS_UNKNOWN || point->value == 0)
    return;
  if (is_freed (machine, (guint) point->value))
    mms_canvas_text (machine->canvas, &box, "freed", MMS_SIZE_SMALL,
                     MMS_TEXT_BOLD | MMS_TEXT_WHOLE, &palette->danger);
  else if (attribute == MMS_ATTRIBUTE_LOADED_MM && is_lazy (machine, cpu))
    {
      double width = mms_canvas_measure_text (machine->canvas, "lazy", MMS_SIZE_SMALL, 0) + 14;
      MmsBox badge = { x - 2, round (y - 7.5), width, 15 };

      if (width > room)
        return;
      mms_canvas_stroke_round (machine->canvas, &badge, 7.5, 1, FALSE, &palette->text_dim);
      mms_canvas_text (machine->canvas, &badge, "lazy", MMS_SIZE_SMALL,
                       MMS_TEXT_CENTER | MMS_TEXT_WHOLE, &palette->text);
    }
  else if (attribute == MMS_ATTRIBUTE_ACTIVE_MM && task_mm.provenance != MMS_UNKNOWN &&
           task_mm.value == 0)
    mms_canvas_text (machine->canvas, &box, "borrowed", MMS_SIZE_SMALL, MMS_TEXT_WHOLE,
                     &palette->text_dim);
}

static char *
make_task_name (const Machine *machine,
                guint          cpu)
{
  MmsPoint task = get_point (machine, cpu, MMS_ATTRIBUTE_TASK);

  if (task.provenance == MMS_UNKNOWN)
    return g_strdup ("?");
  return mms_format_task (machine->history, task.value, cpu, machine->event);
}

static const char *
get_task_kind (const Machine *machine,
               guint          cpu)
{
  MmsPoint task = get_point (machine, cpu, MMS_ATTRIBUTE_TASK);

  if (task.provenance == MMS_UNKNOWN || task.value == 0)
    return "";
  switch (mms_get_task_kthread (machine->history, task.value, cpu))
    {
    case 1:
      return "kernel thread";
    case 0:
      return "user";
    default:
      return "";
    }
}

static gboolean
holds_freed (const Machine *machine,
             guint          cpu)
{
  for (guint row = 0; row < machine->layout->n_rows; row++)
    {
      MmsPoint point = get_point (machine, cpu, machine->layout->rows[row]);

      if (point.provenance != MMS_UNKNOWN && is_freed (machine, (guint) point.value))
        return TRUE;
    }
  return FALSE;
}

static void
draw_card_ground (const Machine        *machine,
                  const MmsMachineCard *card,
                  double                radius)
{
  const MmsPalette *palette = machine->palette;
  MmsColor tint = mms_color_with_alpha (&palette->danger, 0.08f);

  mms_canvas_fill_round (machine->canvas, &card->box, radius, &palette->surface);
  if (holds_freed (machine, card->cpu))
    {
      mms_canvas_fill_round (machine->canvas, &card->box, radius, &tint);
      mms_canvas_stroke_round (machine->canvas, &card->box, radius, 2, FALSE, &palette->danger);
    }
  else if (mms_view_get_cpu (machine->view) == (int) card->cpu)
    mms_canvas_stroke_round (machine->canvas, &card->box, radius, 2, FALSE, &palette->selection);
  else
    mms_canvas_stroke_round (machine->canvas, &card->box, radius, 1, FALSE, &palette->border);
}

static void
draw_compact_card (const Machine        *machine,
                   const MmsMachineCard *card)
{
  const MmsPalette *palette = machine->palette;
  guint n_rows = machine->layout->n_rows;
  double values_x = card->box.x + card->box.width - n_rows * VALUE_ROOM;
  double y = card->box.y + card->box.height / 2;
  g_autofree char *name = g_strdup_printf ("%u", card->cpu);
  g_autofree char *task = make_task_name (machine, card->cpu);
  MmsBox box = { card->box.x + 4, card->box.y, 22, card->box.height };

  draw_card_ground (machine, card, 4);
  mms_canvas_text (machine->canvas, &box, name, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_RIGHT,
                   &palette->text);
  box.x += 28;
  box.width = values_x - box.x - 8;
  mms_canvas_text (machine->canvas, &box, task, MMS_SIZE_SMALL, 0, &palette->text);
  for (guint row = 0; row < n_rows; row++)
    {
      MmsPoint point = get_point (machine, card->cpu, machine->layout->rows[row]);

      draw_value (machine, &point, values_x + row * VALUE_ROOM + DOT_RADIUS, y, card->box.height);
    }
}

/* What the columns of compact cards are, above the first of each side. */
static void
draw_compact_head (const Machine        *machine,
                   const MmsMachineCard *card)
{
  guint n_rows = machine->layout->n_rows;
  MmsBox box = { card->box.x + card->box.width - n_rows * VALUE_ROOM, card->box.y - 15,
                 VALUE_ROOM - 2, 14 };

  for (guint row = 0; row < n_rows; row++)
    {
      mms_canvas_text (machine->canvas, &box, get_short_title (machine->layout->rows[row]),
                       MMS_SIZE_SMALL, 0, &machine->palette->text_dim);
      box.x += VALUE_ROOM;
    }
}

static void
draw_card (const Machine        *machine,
           const MmsMachineCard *card)
{
  const MmsPalette *palette = machine->palette;
  const MmsMachineLayout *layout = machine->layout;
  g_autofree char *name = g_strdup_printf ("CPU %u", card->cpu);
  g_autofree char *task = make_task_name (machine, card->cpu);
  const char *kind = get_task_kind (machine, card->cpu);
  double name_width = mms_canvas_measure_text (machine->canvas, name, MMS_SIZE_NAME,
                                               MMS_TEXT_BOLD);
  double kind_width = mms_canvas_measure_text (machine->canvas, kind, MMS_SIZE_SMALL, 0);
  double labels = card->box.width >= 260 ? 132 : MIN (112, card->box.width * 0.5);
  MmsBox box = { card->box.x + 12, card->box.y + 2, name_width + 1, layout->title_height - 2 };

  draw_card_ground (machine, card, 8);
  mms_canvas_text (machine->canvas, &box, name, MMS_SIZE_NAME, MMS_TEXT_BOLD, &palette->text);
  box.x += name_width + 12;
  box.width = card->box.x + card->box.width - box.x - 12;
  if (box.width > kind_width + 60)
    {
      mms_canvas_text (machine->canvas, &box, kind, MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
                       &palette->text_dim);
      box.width -= kind_width + 8;
    }
  mms_canvas_text (machine->canvas, &box, task, MMS_SIZE_TEXT, 0, &palette->text);

  for (guint row = 0; row < layout->n_rows; row++)
    {
      MmsPoint point = get_point (machine, card->cpu, layout->rows[row]);
      double y = round (mms_machine_layout_get_row_y (layout, card, row));
      MmsBox label = { card->box.x + 12, y - layout->row_pitch / 2, labels - 8,
                       layout->row_pitch };
      double x = card->box.x + 12 + labels + DOT_RADIUS;
      double remark = x + 44;

      mms_canvas_text (machine->canvas, &label, get_row_title (layout->rows[row], labels),
                       MMS_SIZE_SMALL, MMS_TEXT_MONOSPACE, &palette->text_dim);
      draw_value (machine, &point, x, y, layout->row_pitch);
      draw_remark (machine, card->cpu, layout->rows[row], &point, remark, y,
                   card->box.x + card->box.width - remark - 8);
    }
}

void
mms_draw_machine (MmsCanvas        *canvas,
                  MmsView          *view,
                  const MmsPalette *palette,
                  double            width,
                  double            height)
{
  MmsBox ground = { 0, 0, width, height };
  g_autoptr (MmsMachineLayout) layout = NULL;
  Machine machine;

  mms_canvas_fill (canvas, &ground, &palette->background);
  if (mms_view_get_document (view) == NULL)
    return;

  layout = mms_machine_layout_new (view, width, height);
  machine.canvas = canvas;
  machine.view = view;
  machine.palette = palette;
  machine.history = mms_document_get_history (mms_view_get_document (view));
  machine.layout = layout;
  machine.event = mms_view_get_playhead (view);

  mms_canvas_push_clip (canvas, &ground);
  draw_edges (&machine, FALSE);
  draw_edges (&machine, TRUE);
  for (guint i = 0; i < layout->nodes->len; i++)
    draw_node (&machine, &g_array_index (layout->nodes, MmsMachineNode, i));
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      if (layout->is_compact)
        {
          draw_compact_card (&machine, card);
          if (i == 0 || card->box.y < card[-1].box.y)
            draw_compact_head (&machine, card);
        }
      else
        draw_card (&machine, card);
    }
  if (layout->n_hidden > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u more CPU%s: no room", layout->n_hidden,
                                               layout->n_hidden == 1 ? "" : "s");
      MmsBox box = { layout->nodes_box.x + 12, height - 20, layout->nodes_box.width - 24, 18 };

      mms_canvas_text (canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_CENTER, &palette->text_dim);
    }
  mms_canvas_pop_clip (canvas);
}

void
mms_machine_pick (MmsView *view,
                  double   width,
                  double   height,
                  double   x,
                  double   y,
                  int     *cpu,
                  guint   *mm)
{
  g_autoptr (MmsMachineLayout) layout = mms_machine_layout_new (view, width, height);

  *cpu = -1;
  *mm = 0;
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      if (x >= card->box.x && x < card->box.x + card->box.width && y >= card->box.y &&
          y < card->box.y + card->box.height)
        *cpu = (int) card->cpu;
    }
  for (guint i = 0; i < layout->nodes->len && *cpu < 0; i++)
    {
      const MmsMachineNode *node = &g_array_index (layout->nodes, MmsMachineNode, i);

      if (hypot (x - node->x, y - node->y) <= node->radius)
        *mm = node->mm;
    }
}
