/* texts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define FAMILY           "Cantarell, DejaVu Sans, sans"
#define FAMILY_MONOSPACE "DejaVu Sans Mono, monospace"

/* Texts per generation: what one picture of 64 lanes needs, several times over. */
#define MAX_TEXTS 4096

typedef struct
{
  char *text;
  int size; /* quarter pixels */
  int room; /* pixels, -1: any */
  MmsTextFlags flags;
} Key;

/* The capitals of one font, of which texts are put together; laid out when they are needed. */
typedef struct
{
  int size; /* quarter pixels */
  MmsTextFlags flags;
  MmsText *texts['Z' - 'A' + 1];
  float pairs['Z' - 'A' + 1]['Z' - 'A' + 1]; /* widths of two together; 0: not known yet */
} Letters;

struct _MmsTexts
{
  guint ref_count;
  PangoContext *context;
  guint serial;
  /* Two generations: what the young one lacks is taken over from the old one, and when the young
   * one is full the old one goes, so that only what nobody asked for any more is forgotten. */
  GHashTable *young;
  GHashTable *old;
  GPtrArray *letters; /* of Letters, for each font in which a text was put together */
};

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_str_hash (key->text) * 31 + (guint) key->size * 7 + (guint) key->room * 131 + key->flags;
}

static gboolean
key_equal (gconstpointer data_a,
           gconstpointer data_b)
{
  const Key *a = data_a;
  const Key *b = data_b;

  return a->size == b->size && a->room == b->room && a->flags == b->flags &&
         strcmp (a->text, b->text) == 0;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->text);
  g_free (key);
}

static void
text_free (gpointer data)
{
  MmsText *text = data;

  g_clear_object (&text->layout);
  g_free (text->shown);
  g_free (text->mask->shares);
  g_free (text->mask);
  g_free (text);
}

static void
letters_free (gpointer data)
{
  Letters *letters = data;

  for (guint i = 0; i < G_N_ELEMENTS (letters->texts); i++)
    g_clear_pointer (&letters->texts[i], text_free);
  g_free (letters);
}

static GHashTable *
generation_new (void)
{
  return g_hash_table_new_full (key_hash, key_equal, key_free, text_free);
}

MmsTexts *
mms_texts_new (PangoContext *context)
{
  MmsTexts *texts = g_new0 (MmsTexts, 1);

  texts->ref_count = 1;
  texts->context = g_object_ref (context);
  texts->serial = pango_context_get_serial (context);
  texts->young = generation_new ();
  texts->old = generation_new ();
  texts->letters = g_ptr_array_new_with_free_func (letters_free);
  return texts;
}

MmsTexts *
mms_texts_ref (MmsTexts *texts)
{
  texts->ref_count++;
  return texts;
}

void
mms_texts_unref (MmsTexts *texts)
{
  if (--texts->ref_count > 0)
    return;
  g_hash_table_unref (texts->young);
  g_hash_table_unref (texts->old);
  g_ptr_array_unref (texts->letters);
  g_object_unref (texts->context);
  g_free (texts);
}

gboolean
mms_texts_is_current (MmsTexts *texts)
{
  return texts->serial == pango_context_get_serial (texts->context);
}

static PangoFontDescription *
describe_font (double       size,
               MmsTextFlags flags)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (
      font, (flags & MMS_TEXT_MONOSPACE) != 0 ? FAMILY_MONOSPACE : FAMILY);
  /* absolute: lanes have a height in pixels, whatever the resolution of the screen */
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if ((flags & MMS_TEXT_BOLD) != 0)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  return font;
}

/* Task names come from the trace and may hold anything. */
static char *
make_printable (const char *text)
{
  char *printable = g_utf8_make_valid (text, -1);

  for (char *c = printable; *c != '\0'; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f)
      *c = '?';
  return printable;
}

static double
lay_out (MmsText    *text,
         const char *shown)
{
  PangoRectangle extents;

  pango_layout_set_text (text->layout, shown, -1);
  pango_layout_get_extents (text->layout, NULL, &extents);
  text->width = (double) extents.width / PANGO_SCALE;
  text->baseline = (double) pango_layout_get_baseline (text->layout) / PANGO_SCALE;
  return text->width;
}

/* The longest start of @whole that fits with an ellipsis; Pango would do it as well, but does not
 * tell what it shows, which the SVG needs. */
static char *
cut (MmsText    *text,
     const char *whole,
     int         room)
{
  long low = 0;
  long high = g_utf8_strlen (whole, -1) - 1;

  while (low < high)
    {
      long middle = (low + high + 1) / 2;
      g_autofree char *start = g_utf8_substring (whole, 0, middle);
      g_autofree char *shown = g_strconcat (start, "…", NULL);

      if (lay_out (text, shown) <= room)
        low = middle;
      else
        high = middle - 1;
    }
  if (low > 0)
    {
      g_autofree char *start = g_utf8_substring (whole, 0, low);

      return g_strconcat (g_strchomp (start), "…", NULL);
    }
  return g_strdup (lay_out (text, "…") <= room ? "…" : "");
}

static PangoLayout *
layout_new (MmsTexts     *texts,
            int           size,
            MmsTextFlags  flags)
{
  PangoFontDescription *font = describe_font (size / 4.0, flags);
  PangoLayout *layout = pango_layout_new (texts->context);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_font_description_free (font);
  return layout;
}

static MmsText *
text_new (MmsTexts  *texts,
          const Key *key)
{
  MmsText *text = g_new0 (MmsText, 1);

  text->mask = g_new0 (MmsTextMask, 1);
  text->texts = texts;
  text->size = key->size;
  text->flags = key->flags;
  return text;
}

static MmsText *
text_new_whole (MmsTexts  *texts,
                const Key *key)
{
  MmsText *text = text_new (texts, key);
  g_autofree char *whole = make_printable (key->text);

  text->layout = layout_new (texts, key->size, key->flags);
  if (lay_out (text, whole) <= key->room || key->room < 0)
    {
      text->shown = g_steal_pointer (&whole);
      return text;
    }
  text->is_cut = TRUE;
  text->shown = cut (text, whole, key->room);
  lay_out (text, text->shown);
  return text;
}

/* @text: one or two capitals */
static MmsText *
lay_out_part (MmsTexts      *texts,
              const Letters *letters,
              const char    *text)
{
  Key key = { (char *) text, letters->size, -1, letters->flags };

  return text_new_whole (texts, &key);
}

static Letters *
get_letters (MmsTexts     *texts,
             int           size,
             MmsTextFlags  flags)
{
  Letters *letters;

  for (guint i = 0; i < texts->letters->len; i++)
    {
      letters = g_ptr_array_index (texts->letters, i);
      if (letters->size == size && letters->flags == flags)
        return letters;
    }
  letters = g_new0 (Letters, 1);
  letters->size = size;
  letters->flags = flags;
  g_ptr_array_add (texts->letters, letters);
  return letters;
}

static const MmsText *
get_letter (MmsTexts *texts,
            Letters  *letters,
            char      letter)
{
  MmsText **text = &letters->texts[letter - 'A'];

  if (*text == NULL)
    *text = lay_out_part (texts, letters, (char[]) { letter, '\0' });
  return *text;
}

static double
get_pair_width (MmsTexts *texts,
                Letters  *letters,
                char      first,
                char      second)
{
  float *width = &letters->pairs[first - 'A'][second - 'A'];

  if (!(*width > 0))
    {
      MmsText *pair = lay_out_part (texts, letters, (char[]) { first, second, '\0' });

      *width = (float) pair->width;
      text_free (pair);
    }
  return *width;
}

/* More than two capitals: what the labels of mms are. */
static gboolean
is_put_together (const Key *key)
{
  gsize n = strspn (key->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

  return n > 2 && n <= MMS_MAX_LETTERS && key->text[n] == '\0' && key->room < 0;
}

/* Where a letter stands depends on the one before it: pairs tell.
 *
 * Returns: (nullable): %NULL where letters begin within pixels, so that they would have to look other than alone */
static MmsText *
text_put_together (MmsTexts  *texts,
                   const Key *key)
{
  MmsText *text = text_new (texts, key);
  Letters *letters = get_letters (texts, key->size, key->flags);
  guint n_letters = (guint) strlen (key->text);
  double x = 0;

  for (guint i = 0; i < n_letters; i++)
    {
      const MmsText *letter = get_letter (texts, letters, key->text[i]);

      text->baseline = letter->baseline;
      if (i > 0)
        x += get_pair_width (texts, letters, key->text[i - 1], key->text[i]) - letter->width;
      if (x != floor (x))
        {
          text_free (text);
          return NULL;
        }
      text->letters[i] = (int) x;
      text->width = x + letter->width;
    }
  text->n_letters = n_letters;
  text->shown = g_strdup (key->text);
  return text;
}

static const MmsText *
find (MmsTexts  *texts,
      const Key *key)
{
  MmsText *text = g_hash_table_lookup (texts->young, key);
  gpointer old_key;
  gpointer old_text;

  if (text != NULL)
    return text;

  if (g_hash_table_size (texts->young) >= MAX_TEXTS)
    {
      g_hash_table_unref (texts->old);
      texts->old = g_steal_pointer (&texts->young);
      texts->young = generation_new ();
    }
  if (g_hash_table_steal_extended (texts->old, key, &old_key, &old_text))
    {
      g_hash_table_insert (texts->young, old_key, old_text);
      return old_text;
    }
  else
    {
      Key *new_key = g_memdup2 (key, sizeof *key);

      new_key->text = g_strdup (key->text);
      text = is_put_together (key) ? text_put_together (texts, key) : NULL;
      if (text == NULL)
        text = text_new_whole (texts, key);
      g_hash_table_insert (texts->young, new_key, text);
      return text;
    }
}

const MmsText *
mms_texts_get (MmsTexts     *texts,
               const char   *text,
               double        size,
               MmsTextFlags  flags,
               double        room)
{
  Key key = {
    .text = (char *) text,
    .size = (int) lround (size * 4),
    .room = -1,
    .flags = flags & (MMS_TEXT_BOLD | MMS_TEXT_MONOSPACE),
  };
  const MmsText *whole = find (texts, &key);

  if (room < 0 || whole->width <= room)
    return whole;
  key.room = (int) room;
  return find (texts, &key);
}

static void
draw_mask (const MmsText *text,
           MmsTextMask   *mask,
           int            scale)
{
  PangoRectangle ink;
  cairo_surface_t *surface;
  cairo_t *cr;

  pango_layout_get_pixel_extents (text->layout, &ink, NULL);
  /* a pixel more on each side, for what antialiasing adds */
  mask->x = (ink.x - 1) * scale;
  mask->y = (ink.y - 1) * scale;
  mask->width = (ink.width + 2) * scale;
  mask->height = (ink.height + 2) * scale;
  mask->stride = cairo_format_stride_for_width (CAIRO_FORMAT_A8, mask->width);
  g_free (mask->shares);
  mask->scale = scale;
  mask->shares = g_malloc0 ((gsize) mask->stride * mask->height);

  surface = cairo_image_surface_create_for_data (mask->shares, CAIRO_FORMAT_A8, mask->width,
                                                 mask->height, mask->stride);
  cr = cairo_create (surface);
  cairo_translate (cr, -mask->x, -mask->y);
  cairo_scale (cr, scale, scale);
  pango_cairo_show_layout (cr, text->layout);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  cairo_surface_destroy (surface);
}

/* One letter beside those before it: what two cover of a pixel adds up, as in cairo */
static void
add_letter (MmsTextMask       *mask,
            const MmsTextMask *letter,
            int                x)
{
  for (int row = 0; row < letter->height; row++)
    {
      guint8 *target = mask->shares + (gsize) (row + letter->y - mask->y) * mask->stride + x + letter->x - mask->x;
      const guint8 *shares = letter->shares + (gsize) row * letter->stride;

      for (int column = 0; column < letter->width; column++)
        target[column] = (guint8) MIN (target[column] + shares[column], 255);
    }
}

static void
put_mask_together (const MmsText *text,
                   MmsTextMask   *mask,
                   int            scale)
{
  Letters *known = get_letters (text->texts, text->size, text->flags);
  const MmsTextMask *letters[MMS_MAX_LETTERS];
  int right = G_MININT;
  int bottom = G_MININT;

  mask->x = G_MAXINT;
  mask->y = G_MAXINT;
  for (guint i = 0; i < text->n_letters; i++)
    {
      int x = text->letters[i] * scale;

      letters[i] = mms_text_get_mask (get_letter (text->texts, known, text->shown[i]), scale);
      mask->x = MIN (mask->x, x + letters[i]->x);
      mask->y = MIN (mask->y, letters[i]->y);
      right = MAX (right, x + letters[i]->x + letters[i]->width);
      bottom = MAX (bottom, letters[i]->y + letters[i]->height);
    }
  mask->width = right - mask->x;
  mask->height = bottom - mask->y;
  mask->stride = mask->width;
  mask->scale = scale;
  g_free (mask->shares);
  mask->shares = g_malloc0 ((gsize) mask->stride * mask->height);
  for (guint i = 0; i < text->n_letters; i++)
    add_letter (mask, letters[i], text->letters[i] * scale);
}

const MmsTextMask *
mms_text_get_mask (const MmsText *text,
                   int            scale)
{
  if (text->mask->scale != scale && text->n_letters > 0)
    put_mask_together (text, text->mask, scale);
  else if (text->mask->scale != scale)
    draw_mask (text, text->mask, scale);
  return text->mask;
}

PangoLayout *
mms_text_get_layout (const MmsText *text)
{
  MmsText *kept = (MmsText *) text;

  if (kept->layout == NULL)
    {
      kept->layout = layout_new (kept->texts, kept->size, kept->flags);
      pango_layout_set_text (kept->layout, kept->shown, -1);
    }
  return kept->layout;
}

double
mms_texts_get_drop (MmsTexts     *texts,
                    double        size,
                    MmsTextFlags  flags)
{
  /* Capitals of the fonts asked for are 0.69 to 0.73 of the size tall. */
  return round (size * 0.355);
}
