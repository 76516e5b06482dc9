/* machine-cards.c - the CPUs of "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-private.h"

#define DOT_RADIUS 5.5
#define LETTERS    11.0 /* from the middle of a dot to the letters beside it */
#define VALUE_ROOM 46.0 /* for a value in a compact card */

static gboolean
is_lazy (const MmsMachine *machine,
         guint             cpu,
         MmsAttribute      attribute)
{
  MmsPoint point = mms_machine_get_point (machine, cpu, MMS_ATTRIBUTE_IS_LAZY);

  return attribute == MMS_ATTRIBUTE_LOADED_MM && point.provenance != MMS_UNKNOWN &&
         point.value == 1;
}

/* The value of one row: a dot in the mm's colour and its letters, in @room; hollow where it is only
 * lazily loaded, as in the lanes.
 * Returns: the room that the letters take */
static double
draw_value (const MmsMachine *machine,
            const MmsPoint   *point,
            gboolean          is_hollow,
            double            x,
            double            y,
            double            height,
            double            room)
{
  const MmsPalette *palette = machine->palette;
  MmsBox box = { x + LETTERS, y - height / 2, room - LETTERS, height };
  guint mm = (guint) point->value;
  const char *label;
  double size;
  MmsColor color;

  if (point->provenance == MMS_UNKNOWN)
    {
      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, NULL, &palette->unknown, 1, TRUE);
      mms_canvas_text (machine->canvas, &box, "?", MMS_SIZE_TEXT, 0, &palette->text_dim);
      return 0;
    }
  if (mm == 0)
    {
      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, &palette->grid, NULL, 0, FALSE);
      mms_canvas_text (machine->canvas, &box, "–", MMS_SIZE_TEXT, 0, &palette->text_dim);
      return 0;
    }
  color = mms_machine_get_mm_color (machine, mm);
  label = mms_get_mm_label (machine->history, mm);
  if (mms_machine_is_freed (machine, mm))
    {
      MmsColor freed = palette->background;

      mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS, &freed, &palette->danger, 2, FALSE);
      color = palette->danger;
    }
  else
    {
      if (is_hollow)
        mms_canvas_circle (machine->canvas, x, y, DOT_RADIUS - 1, &palette->background, &color, 2,
                           FALSE);
      else
        mms_draw_mm_disc (machine->canvas, palette, mms_machine_look_up (machine, mm), x, y,
                          DOT_RADIUS);
      color = palette->text;
    }
  size = mms_fit_text (machine->canvas, label, MMS_SIZE_TEXT, box.width);
  mms_canvas_text (machine->canvas, &box, label, size, MMS_TEXT_BOLD, &color);
  return mms_canvas_measure_text (machine->canvas, label, size, MMS_TEXT_BOLD);
}

/* Remarks at the end of a row: what the values alone do not say. */
static void
draw_remark (const MmsMachine *machine,
             guint             cpu,
             MmsAttribute      attribute,
             const MmsPoint   *point,
             double            x,
             double            y,
             double            room)
{
  const MmsPalette *palette = machine->palette;
  MmsPoint task_mm = mms_machine_get_point (machine, cpu, MMS_ATTRIBUTE_MM);
  MmsBox box = { x, y - 9, room, 18 };

  if (point->provenance == MMS_UNKNOWN || point->value == 0)
    return;
  if (mms_machine_is_freed (machine, (guint) point->value))
    mms_canvas_text (machine->canvas, &box, "freed", MMS_SIZE_SMALL,
                     MMS_TEXT_BOLD | MMS_TEXT_WHOLE, &palette->danger);
  else if (is_lazy (machine, cpu, attribute))
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
make_task_name (const MmsMachine *machine,
                guint             cpu)
{
  MmsPoint task = mms_machine_get_point (machine, cpu, MMS_ATTRIBUTE_TASK);

  if (task.provenance == MMS_UNKNOWN)
    return g_strdup ("?");
  return mms_format_task (machine->history, task.value, cpu, machine->event);
}

static const char *
get_task_kind (const MmsMachine *machine,
               guint             cpu)
{
  MmsPoint task = mms_machine_get_point (machine, cpu, MMS_ATTRIBUTE_TASK);

  if (task.provenance == MMS_UNKNOWN || task.value == 0)
    return "";
  switch (mms_get_task_kthread (machine->history, task.value, cpu))
    {
    case 1:
      return "kernel thread";
    case 0:
      return mms_is_task_exiting (machine->history, task.value, cpu, machine->event) ? "exiting"
                                                                                      : "user";
    default:
      return "";
    }
}

static gboolean
holds_freed (const MmsMachine *machine,
             guint             cpu)
{
  for (guint row = 0; row < machine->layout->n_rows; row++)
    {
      MmsPoint point = mms_machine_get_point (machine, cpu, machine->layout->rows[row]);

      if (point.provenance != MMS_UNKNOWN && mms_machine_is_freed (machine, (guint) point.value))
        return TRUE;
    }
  return FALSE;
}

static void
draw_card_ground (const MmsMachine     *machine,
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
  if (machine->actor == (int) card->cpu)
    {
      MmsBox mark = { card->box.x, card->box.y + radius, MMS_ACTOR_WIDTH,
                      card->box.height - 2 * radius };

      mms_canvas_fill_round (machine->canvas, &mark, MMS_ACTOR_WIDTH / 2, &palette->playhead);
    }
}

static void
draw_compact_card (const MmsMachine     *machine,
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
  if (machine->layout->has_buffer)
    box.width -= mms_machine_draw_buffer_badge (machine, card, values_x);
  mms_canvas_text (machine->canvas, &box, task, MMS_SIZE_SMALL, 0, &palette->text);
  for (guint row = 0; row < n_rows; row++)
    {
      MmsPoint point = mms_machine_get_point (machine, card->cpu, machine->layout->rows[row]);

      draw_value (machine, &point, is_lazy (machine, card->cpu, machine->layout->rows[row]),
                  values_x + row * VALUE_ROOM + DOT_RADIUS, y, card->box.height,
                  VALUE_ROOM - DOT_RADIUS);
    }
}

/* What the columns of compact cards are, above the first of each side; by turns in two lines, since
 * the words are wider than the columns. */
static void
draw_compact_head (const MmsMachine     *machine,
                   const MmsMachineCard *card)
{
  guint n_rows = machine->layout->n_rows;
  double x = card->box.x + card->box.width - n_rows * VALUE_ROOM;

  for (guint row = 0; row < n_rows; row++)
    {
      const char *title = mms_attribute_get_name (machine->layout->rows[row]);
      gboolean is_last = row + 1 == n_rows;
      double width = mms_canvas_measure_text (machine->canvas, title, MMS_SIZE_SMALL, 0) + 1;
      MmsBox box = { x + row * VALUE_ROOM, card->box.y - ((n_rows - row) % 2 == 0 ? 27 : 15), width,
                     14 };

      if (is_last)
        box.x = MIN (box.x, card->box.x + card->box.width - width);
      mms_canvas_text (machine->canvas, &box, title, MMS_SIZE_SMALL, 0,
                       &machine->palette->text_dim);
    }
}

static void
draw_full_card (const MmsMachine     *machine,
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
      MmsPoint point = mms_machine_get_point (machine, card->cpu, layout->rows[row]);
      double y = round (mms_machine_layout_get_row_y (layout, card, row));
      MmsBox label = { card->box.x + 12, y - layout->row_pitch / 2, labels - 8,
                       layout->row_pitch };
      double x = card->box.x + 12 + labels + DOT_RADIUS;
      double end = card->box.x + card->box.width - 8;
      double remark;

      mms_canvas_text (machine->canvas, &label, mms_attribute_get_name (layout->rows[row]),
                       MMS_SIZE_SMALL, MMS_TEXT_MONOSPACE, &palette->text_dim);
      remark = draw_value (machine, &point, is_lazy (machine, card->cpu, layout->rows[row]), x, y,
                           layout->row_pitch, end - x);
      remark = x + MAX (44, LETTERS + remark + 7);
      draw_remark (machine, card->cpu, layout->rows[row], &point, remark, y, end - remark);
    }
  if (layout->has_buffer)
    mms_machine_draw_buffer (machine, card, labels);
}

void
mms_machine_draw_card (const MmsMachine     *machine,
                       const MmsMachineCard *card,
                       gboolean              is_first)
{
  if (!machine->layout->is_compact)
    {
      draw_full_card (machine, card);
      return;
    }
  draw_compact_card (machine, card);
  if (is_first)
    draw_compact_head (machine, card);
}
