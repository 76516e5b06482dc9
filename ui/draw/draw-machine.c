/* draw-machine.c - the machine at the playhead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-private.h"

MmsPoint
mms_machine_get_point (const MmsMachine *machine,
                       guint             cpu,
                       MmsAttribute      attribute)
{
  return mms_track_at (mms_history_get_cpu_track (machine->history, cpu, attribute),
                       machine->event);
}

MmsMmLook
mms_machine_look_up (const MmsMachine *machine,
                     guint             mm)
{
  return mms_palette_look_up (mms_view_get_mm_facts (machine->view)[mm].number);
}

MmsColor
mms_machine_get_mm_color (const MmsMachine *machine,
                          guint             mm)
{
  return mms_palette_get_mm_color (machine->palette, mms_machine_look_up (machine, mm).color);
}

gboolean
mms_machine_is_freed (const MmsMachine *machine,
                      guint             mm)
{
  return mms_is_mm_freed (machine->history, mm, machine->event);
}

static int
find_actor (MmsView *view)
{
  guint event = mms_view_get_playhead (view);
  const MmsEvent *events;
  guint n_events;

  events = mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), &n_events);
  return event > 0 && event <= n_events ? (int) events[event - 1].cpu : -1;
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
  MmsMachine machine;

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
  machine.actor = find_actor (view);

  mms_canvas_push_clip (canvas, &ground);
  for (guint i = 0; i < layout->tiles->len; i++)
    mms_machine_draw_tile (&machine, &g_array_index (layout->tiles, MmsMachineTile, i));
  mms_machine_draw_edges (&machine);
  for (guint i = 0; i < layout->nodes->len; i++)
    mms_machine_draw_node (&machine, &g_array_index (layout->nodes, MmsMachineNode, i));
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      mms_machine_draw_card (&machine, card, i == 0 || card->box.y < card[-1].box.y);
    }
  if (mms_history_get_n_mms (machine.history) <= 1)
    mms_canvas_text (canvas, &layout->nodes_box, "no event tells of an mm", MMS_SIZE_TEXT,
                     MMS_TEXT_CENTER, &palette->text_dim);
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
  for (guint i = 0; i < layout->tiles->len && *cpu < 0; i++)
    {
      const MmsMachineTile *tile = &g_array_index (layout->tiles, MmsMachineTile, i);

      if (x >= tile->box.x && x < tile->box.x + tile->box.width && y >= tile->box.y &&
          y < tile->box.y + tile->box.height)
        *cpu = (int) tile->cpu;
    }
  for (guint i = 0; i < layout->nodes->len && *cpu < 0; i++)
    {
      const MmsMachineNode *node = &g_array_index (layout->nodes, MmsMachineNode, i);

      if (hypot (x - node->x, y - node->y) <= node->radius)
        *mm = node->mm;
    }
}
