/* machine-mms.c - the mms of "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-private.h"

static char *
make_counts (const MmsMachine *machine,
             guint             mm)
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
draw_below (const MmsMachine     *machine,
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
draw_node_note (const MmsMachine     *machine,
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

/* A place that is kept for an mm of which nothing tells yet. */
static void
draw_node_to_come (const MmsMachine     *machine,
                   const MmsMachineNode *node)
{
  const MmsMm *info = mms_history_get_mm (machine->history, node->mm);
  const MmsColor *ink = &machine->palette->text_dim;
  double size = CLAMP (node->radius * 0.55, MMS_SIZE_SMALL, 17);
  MmsBox box = { node->x - node->radius, node->y - node->radius, 2 * node->radius,
                 2 * node->radius };

  mms_canvas_circle (machine->canvas, node->x, node->y, node->radius, &machine->palette->background,
                     ink, 1.5, TRUE);
  if (node->radius >= MMS_COUNTS_RADIUS)
    {
      MmsBox below = { box.x, node->y + 3, box.width, 16 };

      box.y -= 8;
      mms_canvas_text (machine->canvas, &below, "not yet", MMS_SIZE_SMALL, MMS_TEXT_CENTER, ink);
    }
  else
    draw_below (machine, node, "not yet", ink);
  size = mms_fit_text (machine->canvas, info->label, size, box.width);
  mms_canvas_text (machine->canvas, &box, info->label, size, MMS_TEXT_BOLD | MMS_TEXT_CENTER, ink);
}

void
mms_machine_draw_node (const MmsMachine     *machine,
                       const MmsMachineNode *node)
{
  const MmsMm *info = mms_history_get_mm (machine->history, node->mm);
  gboolean freed = mms_machine_is_freed (machine, node->mm);
  MmsColor color = mms_machine_get_mm_color (machine, node->mm);
  MmsColor ink = mms_palette_text_on (&color);
  gboolean has_room = node->radius >= MMS_COUNTS_RADIUS;
  g_autofree char *counts = freed ? g_strdup ("freed") : make_counts (machine, node->mm);
  double size = CLAMP (node->radius * 0.55, MMS_SIZE_SMALL, 17);
  MmsBox box = { node->x - node->radius - 3, node->y - node->radius, 2 * node->radius + 6,
                 2 * node->radius };

  if (!mms_is_mm_seen (machine->history, node->mm, machine->event))
    {
      draw_node_to_come (machine, node);
      return;
    }
  if (freed)
    {
      color = machine->palette->background;
      ink = machine->palette->danger;
      mms_canvas_circle (machine->canvas, node->x, node->y, node->radius, &color, &ink,
                         node->radius >= 18 ? 3 : 2, TRUE);
    }
  else
    mms_draw_mm_disc (machine->canvas, machine->palette, mms_machine_look_up (machine, node->mm), node->x,
                      node->y, node->radius);
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
  /* dark letters would be lost on a dark ground beside the disc */
  size = mms_fit_text (machine->canvas, info->label, size, 2 * node->radius - 4);
  mms_canvas_text (machine->canvas, &box, info->label, size, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                   &ink);
  if (freed)
    draw_node_note (machine, node);
}
