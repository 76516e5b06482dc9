/* machine-buffer.c - the store buffers of "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "machine-private.h"

#define PAD         5.0
#define RADIUS      3.0
#define BADGE_WIDTH 26.0
#define WIDE_CARD   300.0

/* (transfer container) */
static GPtrArray *
list_waiting (const MmsMachine *machine,
              guint             cpu)
{
  MmsDocument *document = mms_view_get_document (machine->view);

  return mms_operations_list_waiting (mms_document_get_operations (document), cpu, machine->event);
}

/* (transfer full): without the object that the variable belongs to where the room is short */
static char *
shorten (const MmsMachine *machine,
         char             *text,
         double            room)
{
  const char *dot = strchr (text, '.');
  char *rest;

  if (dot == NULL || strcspn (text, " (->") < (gsize) (dot - text) ||
      mms_canvas_measure_text (machine->canvas, text, MMS_SIZE_SMALL, 0) <= room)
    return text;
  rest = g_strdup (dot + 1);
  g_free (text);
  return rest;
}

/* "lazy_mm = NULL", or as many of them as fit, the oldest first, and how many more there are. */
static char *
make_text (const MmsMachine *machine,
           const GPtrArray  *waiting,
           double            room)
{
  MmsDocument *document = mms_view_get_document (machine->view);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < waiting->len; i++)
    {
      g_autofree char *store = mms_format_store (document, g_ptr_array_index (waiting, i));
      gsize length = text->len;

      if (i == 0)
        store = shorten (machine, g_steal_pointer (&store), room - (waiting->len > 1 ? 24 : 0));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", store);
      if (i > 0 && mms_canvas_measure_text (machine->canvas, text->str, MMS_SIZE_SMALL, 0)
            > room - (i + 1 < waiting->len ? 24 : 0))
        {
          g_string_truncate (text, length);
          g_string_append_printf (text, " +%u", waiting->len - i);
          break;
        }
    }
  return g_string_free (text, FALSE);
}

static void
draw_waiting (const MmsMachine *machine,
              const GPtrArray  *waiting,
              const MmsBox     *box)
{
  const MmsPalette *palette = machine->palette;
  MmsColor tint = mms_color_with_alpha (&palette->warning, 0.16f);
  double width = mms_canvas_measure_text (machine->canvas, "waiting", MMS_SIZE_SMALL, 0) + 2;
  g_autofree char *text = NULL;
  MmsBox words = { box->x + PAD, box->y, box->width - 2 * PAD, box->height };

  mms_canvas_fill_round (machine->canvas, box, RADIUS, &tint);
  mms_canvas_stroke_round (machine->canvas, box, RADIUS, 1, FALSE, &palette->warning);
  /* the word for what the colour says, unless the stores need the room */
  text = make_text (machine, waiting, words.width);
  if (mms_canvas_measure_text (machine->canvas, text, MMS_SIZE_SMALL, 0) + width + PAD
      <= words.width)
    {
      mms_canvas_text (machine->canvas, &words, "waiting", MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
                       &palette->text_dim);
      words.width -= width + PAD;
    }
  mms_canvas_text (machine->canvas, &words, text, MMS_SIZE_SMALL, 0, &palette->text);
}

void
mms_machine_draw_buffer (const MmsMachine     *machine,
                         const MmsMachineCard *card,
                         double                labels)
{
  const MmsPalette *palette = machine->palette;
  const char *name = mms_view_name_store_buffer (machine->view);
  double y = round (mms_machine_layout_get_row_y (machine->layout, card, machine->layout->n_rows));
  double height = MIN (machine->layout->row_pitch - 2, 16);
  MmsBox label = { card->box.x + 12, y - machine->layout->row_pitch / 2, labels - 8,
                   machine->layout->row_pitch };
  MmsBox box = { card->box.x + 11 + labels, round (y - height / 2), 0, height };
  g_autoptr (GPtrArray) waiting = list_waiting (machine, card->cpu);

  /* in a narrow card the words need more room than the values above them */
  if (card->box.width < WIDE_CARD)
    box.x = MIN (box.x, label.x + 8 + mms_canvas_measure_text (machine->canvas, name, MMS_SIZE_SMALL,
                                                               MMS_TEXT_MONOSPACE));
  box.width = card->box.x + card->box.width - 9 - box.x;
  mms_canvas_text (machine->canvas, &label, name, MMS_SIZE_SMALL, MMS_TEXT_MONOSPACE,
                   &palette->text_dim);
  if (waiting->len > 0)
    {
      draw_waiting (machine, waiting, &box);
      return;
    }
  mms_canvas_stroke_round (machine->canvas, &box, RADIUS, 1, FALSE, &palette->border);
  box.x += PAD;
  mms_canvas_text (machine->canvas, &box, "empty", MMS_SIZE_SMALL, 0, &palette->text_dim);
}

double
mms_machine_draw_buffer_badge (const MmsMachine     *machine,
                               const MmsMachineCard *card,
                               double                right)
{
  const MmsPalette *palette = machine->palette;
  g_autoptr (GPtrArray) waiting = list_waiting (machine, card->cpu);
  g_autofree char *text = g_strdup_printf ("▸%u", waiting->len);
  MmsBox box = { right - BADGE_WIDTH, card->box.y + 2, BADGE_WIDTH - 4, card->box.height - 4 };
  MmsColor tint = mms_color_with_alpha (&palette->warning, 0.16f);

  if (waiting->len > 0)
    {
      mms_canvas_fill_round (machine->canvas, &box, RADIUS, &tint);
      mms_canvas_stroke_round (machine->canvas, &box, RADIUS, 1, FALSE, &palette->warning);
      mms_canvas_text (machine->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_CENTER,
                       &palette->text);
    }
  return BADGE_WIDTH;
}
