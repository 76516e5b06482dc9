/* picture-side.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "picture-side.h"

#include <math.h>

#include "draw-private.h"

#define PAD         14.0
#define CARD_HEIGHT 48.0
#define CARD_GAP    6.0
#define LINE_HEIGHT 16.0
#define LINK_RADIUS 8.0

/* Draws @text over as many lines as it takes, at most @max_lines, in a column @box->width wide.
 * Returns: the height that took */
static double
draw_wrapped (MmsCanvas      *canvas,
              const MmsBox   *box,
              const char     *text,
              double          size,
              MmsTextFlags    flags,
              const MmsColor *color,
              guint           max_lines)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  guint n_lines = 0;

  for (guint i = 0; words[i] != NULL && n_lines < max_lines;)
    {
      MmsBox place = { box->x, box->y + n_lines * LINE_HEIGHT, box->width, LINE_HEIGHT };
      gboolean is_last = n_lines + 1 == max_lines;

      g_string_assign (line, words[i++]);
      while (words[i] != NULL)
        {
          g_autofree char *longer = g_strconcat (line->str, " ", words[i], NULL);

          /* the last line takes all that is left, and an ellipsis tells that it is cut */
          if (!is_last && mms_canvas_measure_text (canvas, longer, size, flags) > box->width)
            break;
          g_string_assign (line, longer);
          i++;
        }
      mms_canvas_text (canvas, &place, line->str, size, flags, color);
      n_lines++;
    }
  return n_lines * LINE_HEIGHT;
}

static void
draw_finding (MmsCanvas        *canvas,
              const MmsPalette *palette,
              MmsHistory       *history,
              const MmsFinding *finding,
              const MmsBox     *card,
              gboolean          is_told)
{
  MmsColor tint = mms_color_with_alpha (&palette->selection, 0.12f);
  g_autofree char *title = g_strdup_printf ("%s  %s", finding->id, finding->name);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *event = mms_format_count (finding->event);
  MmsBox box = { card->x + 36, card->y + 6, card->width - 44, 18 };

  mms_canvas_fill_round (canvas, card, 7, &palette->background);
  if (is_told)
    mms_canvas_fill_round (canvas, card, 7, &tint);
  mms_canvas_stroke_round (canvas, card, 7, 1, FALSE,
                           is_told ? &palette->selection : &palette->border);
  mms_draw_severity (canvas, palette, finding->severity, card->x + 19, card->y + card->height / 2, 10,
                     FALSE);
  mms_canvas_text (canvas, &box, title, MMS_SIZE_TEXT, MMS_TEXT_BOLD, &palette->text);

  if (finding->cpu >= 0)
    g_string_append_printf (line, "CPU %d · ", finding->cpu);
  if (finding->holder != MMS_N_ATTRIBUTES)
    g_string_append_printf (line, "%s", mms_attribute_get_name (finding->holder));
  if (finding->mm != 0)
    g_string_append_printf (line, "%s%s", finding->holder != MMS_N_ATTRIBUTES ? " → " : "",
                            mms_get_mm_label (history, finding->mm));
  g_string_append_printf (line, "%sevent %s",
                          finding->mm != 0 || finding->holder != MMS_N_ATTRIBUTES ? " · " : "",
                          event);
  box.y += 18;
  mms_canvas_text (canvas, &box, line->str, MMS_SIZE_SMALL, 0, &palette->text_dim);
}

/* Draws the list. Returns: the y below it */
static double
draw_findings (MmsCanvas        *canvas,
               MmsView          *view,
               const MmsPalette *palette,
               const MmsBox     *side,
               guint             told)
{
  MmsDocument *document = mms_view_get_document (view);
  GPtrArray *findings = mms_document_get_findings (document);
  g_autofree char *number = mms_format_count (findings->len);
  g_autofree char *title = g_strdup_printf ("Findings  %s", number);
  double y = side->y + 8;
  MmsBox box = { side->x + PAD, y, side->width - 2 * PAD, 24 };
  guint n_shown = (guint) MAX ((side->height * 0.42 - 32) / (CARD_HEIGHT + CARD_GAP), 1);
  guint first = 0;

  mms_canvas_text (canvas, &box, title, MMS_SIZE_NAME, MMS_TEXT_BOLD, &palette->text);
  y += 30;
  n_shown = MIN (n_shown, findings->len);
  /* the one whose chain is told is among those shown */
  if (told >= n_shown)
    first = MIN (told - n_shown / 2, findings->len - n_shown);
  for (guint i = first; i < first + n_shown; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      /* what follows from another one stands below it, set in */
      double inset = finding->root != i ? 14 : 0;
      MmsBox card = { side->x + PAD - 4 + inset, y, side->width - 2 * PAD + 8 - inset,
                      CARD_HEIGHT };

      draw_finding (canvas, palette, mms_document_get_history (document), finding, &card,
                    i == told);
      y += CARD_HEIGHT + CARD_GAP;
    }
  if (n_shown < findings->len)
    {
      g_autofree char *rest = mms_format_count (findings->len - n_shown);
      g_autofree char *more = g_strdup_printf ("and %s more", rest);

      box.y = y;
      box.height = LINE_HEIGHT;
      mms_canvas_text (canvas, &box, more, MMS_SIZE_SMALL, 0, &palette->text_dim);
      y += LINE_HEIGHT;
    }
  return y;
}

static void
draw_chain (MmsCanvas        *canvas,
            MmsView          *view,
            const MmsPalette *palette,
            const MmsBox     *side,
            double            y,
            const MmsFinding *finding)
{
  double bottom = side->y + side->height - 8;
  MmsBox box = { side->x + PAD, y + 6, side->width - 2 * PAD, 24 };
  MmsColor ink = mms_palette_text_on (&palette->info);
  guint n = finding->evidence != NULL ? finding->evidence->len : 0;

  if (bottom - y < 70)
    return;
  mms_canvas_text (canvas, &box, "Why", MMS_SIZE_NAME, MMS_TEXT_BOLD, &palette->text);
  y += 32;
  box.y = y;
  y += draw_wrapped (canvas, &box, finding->message, MMS_SIZE_TEXT, 0, &palette->text, 4) + 8;

  for (guint i = 0; i < n; i++)
    {
      const MmsEvidence *evidence = &g_array_index (finding->evidence, MmsEvidence, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *event = mms_format_count (evidence->event);
      g_autofree char *at = mms_format_position (
          view, mms_view_get_event_position (view, evidence->event));
      g_autofree char *source = mms_view_format_source (view, evidence->event, NULL);
      g_autofree char *head = g_strdup_printf ("event %s  ·  %s%s%s", event, at,
                                               source ? "  ·  " : "", source ? source : "");
      double x = side->x + PAD + LINK_RADIUS;
      MmsBox badge = { x - LINK_RADIUS, y, 2 * LINK_RADIUS, 2 * LINK_RADIUS };
      double top = y;

      if (y + 3 * LINE_HEIGHT > bottom)
        {
          g_autofree char *more = g_strdup_printf ("%u more step%s", n - i, n - i == 1 ? "" : "s");

          box.x = side->x + PAD;
          box.y = y;
          box.height = LINE_HEIGHT;
          if (y + LINE_HEIGHT <= bottom)
            mms_canvas_text (canvas, &box, more, MMS_SIZE_SMALL, 0, &palette->text_dim);
          return;
        }

      box.x = side->x + PAD + 2 * LINK_RADIUS + 8;
      box.width = side->x + side->width - PAD - box.x;
      box.y = y;
      box.height = LINE_HEIGHT;
      mms_canvas_text (canvas, &box, head, MMS_SIZE_SMALL, 0, &palette->text_dim);
      box.y += LINE_HEIGHT;
      y = box.y + draw_wrapped (canvas, &box, evidence->text, MMS_SIZE_TEXT, 0, &palette->text, 3);
      y += 6;
      if (i + 1 < n && y + 3 * LINE_HEIGHT <= bottom)
        mms_canvas_line (canvas, x, top + LINK_RADIUS, x, y, 2, FALSE, &palette->border);
      mms_canvas_fill_round (canvas, &badge, LINK_RADIUS, &palette->info);
      mms_canvas_text (canvas, &badge, number, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                       &ink);
    }
}

void
mms_draw_side (MmsCanvas        *canvas,
               MmsView          *view,
               const MmsPalette *palette,
               const MmsBox     *box)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  guint told = (guint) MAX (mms_view_get_finding (view), 0);
  double y;

  mms_canvas_fill (canvas, box, &palette->surface);
  mms_canvas_line (canvas, box->x, box->y, box->x, box->y + box->height, 1, FALSE,
                   &palette->border);
  if (findings->len == 0)
    return;
  y = draw_findings (canvas, view, palette, box, told);
  draw_chain (canvas, view, palette, box, y, g_ptr_array_index (findings, told));
}

typedef enum
{
  SIGN_IDLE,
  SIGN_KERNEL,
  SIGN_USER,
  SIGN_LAZY,
  SIGN_FREED,
  SIGN_UNKNOWN,
  SIGN_DERIVED,
  SIGN_CR3,
  SIGN_BARRIER,
  SIGN_FREE,
  SIGN_IPI,
  SIGN_STORE,
  SIGN_BUSY,
} Sign;

static void
draw_sample (MmsCanvas        *canvas,
             const MmsPalette *palette,
             Sign              sign,
             const MmsBox     *box)
{
  MmsColor blue = mms_palette_get_mm_color (palette, 1);
  MmsColor tint = mms_color_with_alpha (&palette->danger, 0.10f);
  MmsColor hollow = mms_color_with_alpha (&palette->background, 0.86f);
  MmsColor rim = mms_color_with_alpha (&palette->background, 0.45f);
  MmsBox inner = { box->x, box->y + 2, box->width, box->height - 4 };
  MmsBox edge = { box->x, box->y, box->width, 1 };
  double middle = box->x + box->width / 2;

  switch (sign)
    {
    case SIGN_IDLE:
      mms_canvas_fill_round (canvas, box, 3, &palette->idle);
      break;
    case SIGN_KERNEL:
      mms_canvas_fill_round (canvas, box, 3, &palette->kernel_task);
      break;
    case SIGN_USER:
      mms_canvas_fill_round (canvas, box, 3, &palette->user_task);
      break;
    case SIGN_LAZY:
      mms_canvas_fill (canvas, box, &blue);
      mms_canvas_fill (canvas, &inner, &hollow);
      break;
    case SIGN_FREED:
      mms_canvas_fill (canvas, box, &tint);
      mms_canvas_hatch (canvas, box, &palette->danger);
      break;
    case SIGN_UNKNOWN:
      mms_canvas_hatch (canvas, box, &palette->unknown);
      break;
    case SIGN_DERIVED:
      mms_canvas_fill (canvas, box, &blue);
      mms_canvas_fill (canvas, &edge, &rim);
      edge.y += box->height - 1;
      mms_canvas_fill (canvas, &edge, &rim);
      break;
    case SIGN_CR3:
      inner.y = box->y + 3;
      mms_canvas_fill (canvas, &inner, &blue);
      mms_canvas_line (canvas, middle, box->y, middle, box->y + 6, 1, FALSE, &palette->text);
      break;
    case SIGN_BARRIER:
      mms_canvas_line (canvas, middle, box->y - 2, middle, box->y + box->height + 2, 1, FALSE,
                       &palette->barrier);
      break;
    case SIGN_FREE:
      mms_canvas_text (canvas, box, "✝", MMS_SIZE_TEXT, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                       &palette->danger);
      break;
    case SIGN_IPI:
      mms_canvas_arrow (canvas, box->x, box->y, box->x + box->width, box->y + box->height, 1.25,
                        &palette->ipi);
      break;
    case SIGN_STORE:
      mms_canvas_line (canvas, box->x + 2, box->y + 5, box->x + box->width - 2, box->y + 5, 2, FALSE,
                       &palette->warning);
      mms_canvas_circle (canvas, box->x + 2, box->y + 5, 2.5, &palette->background, &palette->warning,
                         1.5, FALSE);
      mms_canvas_line (canvas, box->x + box->width - 2, box->y + 1, box->x + box->width - 2, box->y + 10,
                       2, FALSE, &palette->warning);
      break;
    case SIGN_BUSY:
    default:
      blue = mms_color_mix (&blue, 0.45f, &palette->grid);
      mms_canvas_fill (canvas, box, &blue);
      break;
    }
}

/* Whether the trace can show the sign at all. */
static gboolean
is_needed (MmsView *view,
           Sign     sign)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  const guint *cpus;
  guint n_cpus;
  guint n = 0;

  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  switch (sign)
    {
    case SIGN_LAZY:
      return mms_history_has_attribute (history, MMS_ATTRIBUTE_IS_LAZY);
    case SIGN_CR3:
    case SIGN_BARRIER:
    case SIGN_FREE:
    case SIGN_FREED:
      for (guint i = 0; i < n_cpus && n == 0; i++)
        mms_history_get_ticks (history, cpus[i], &n);
      return n > 0;
    case SIGN_IPI:
      mms_history_get_arrows (history, &n);
      return n > 0;
    case SIGN_STORE:
      return mms_view_has_store_buffers (view);
    default:
      return TRUE;
    }
}

typedef struct
{
  Sign sign;
  guint rank; /* of those that find no room, the ones with the highest are left out */
  const char *text;
} LegendItem;

static const LegendItem legend_items[] = {
  { SIGN_USER, 11, "user task" },
  { SIGN_KERNEL, 10, "kernel thread" },
  /* says so itself */
  { SIGN_IDLE, 12, "idle" },
  { SIGN_FREED, 4, "freed, still held" },
  { SIGN_LAZY, 1, "lazy" },
  { SIGN_UNKNOWN, 5, "unknown" },
  { SIGN_DERIVED, 8, "derived (no rim: observed)" },
  { SIGN_CR3, 6, "CR3 written" },
  { SIGN_FREE, 3, "mm freed" },
  { SIGN_BARRIER, 7, "full barrier" },
  { SIGN_IPI, 2, "IPI or hand-over" },
  { SIGN_STORE, 0, "store waits" },
  { SIGN_BUSY, 9, "many changes" },
};

#define LEGEND_PAD     12.0
#define LEGEND_SAMPLE  30.0 /* with the room up to the text */
#define LEGEND_GAP     22.0
#define LEGEND_MIN_GAP 12.0

static double
measure_item (MmsCanvas        *canvas,
              const LegendItem *item)
{
  return LEGEND_SAMPLE + mms_canvas_measure_text (canvas, item->text, MMS_SIZE_SMALL, 0) + 1;
}

/* Which items of @shown find room, and how far apart. Returns: the gap between them */
static double
fit_legend (MmsCanvas *canvas,
            double     room,
            gboolean   shown[G_N_ELEMENTS (legend_items)])
{
  for (;;)
    {
      double width = 0;
      guint n = 0;
      guint last = 0;

      for (guint i = 0; i < G_N_ELEMENTS (legend_items); i++)
        {
          if (!shown[i])
            continue;
          if (n == 0 || legend_items[i].rank > legend_items[last].rank)
            last = i;
          width += measure_item (canvas, &legend_items[i]);
          n++;
        }
      if (n < 2 || width + (n - 1) * LEGEND_MIN_GAP <= room)
        return n < 2 ? LEGEND_GAP : MIN (floor ((room - width) / (n - 1)), LEGEND_GAP);
      shown[last] = FALSE;
    }
}

void
mms_draw_legend (MmsCanvas        *canvas,
                 MmsView          *view,
                 const MmsPalette *palette,
                 const MmsBox     *box)
{
  gboolean shown[G_N_ELEMENTS (legend_items)];
  double x = box->x + LEGEND_PAD;
  double gap;

  mms_canvas_fill (canvas, box, &palette->surface);
  mms_canvas_line (canvas, box->x, box->y, box->x + box->width, box->y, 1, FALSE,
                   &palette->border);
  for (guint i = 0; i < G_N_ELEMENTS (legend_items); i++)
    shown[i] = is_needed (view, legend_items[i].sign);
  gap = fit_legend (canvas, box->width - 2 * LEGEND_PAD, shown);
  for (guint i = 0; i < G_N_ELEMENTS (legend_items); i++)
    {
      double width = measure_item (canvas, &legend_items[i]);
      MmsBox sample = { x, round (box->y + box->height / 2 - 5), 24, 11 };
      MmsBox text = { x + LEGEND_SAMPLE, box->y, width - LEGEND_SAMPLE, box->height };

      if (!shown[i])
        continue;
      draw_sample (canvas, palette, legend_items[i].sign, &sample);
      mms_canvas_text (canvas, &text, legend_items[i].text, MMS_SIZE_SMALL, 0, &palette->text_dim);
      x += width + gap;
    }
}
