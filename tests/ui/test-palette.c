/* test-palette.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas/palette.h"

#define READABLE 4.5 /* WCAG AA for text */
#define VISIBLE  1.5 /* of a filled shape on its ground, beside its letter */

static void
assert_readable (const char     *what,
                 const MmsColor *text,
                 const MmsColor *ground)
{
  double contrast = mms_color_get_contrast (text, ground);

  if (contrast < READABLE)
    g_error ("%s: contrast %.2f", what, contrast);
}

static void
test_texts (gconstpointer data)
{
  const MmsPalette *palette = mms_palette_get (GPOINTER_TO_INT (data));
  const MmsColor *grounds[] = { &palette->background, &palette->surface };
  const MmsColor *tasks[] = { &palette->idle, &palette->kernel_task, &palette->user_task };

  g_assert_cmpint (palette->is_dark, ==, GPOINTER_TO_INT (data));
  for (guint i = 0; i < G_N_ELEMENTS (grounds); i++)
    {
      assert_readable ("text", &palette->text, grounds[i]);
      assert_readable ("text_dim", &palette->text_dim, grounds[i]);
      assert_readable ("danger", &palette->danger, grounds[i]);
      assert_readable ("ipi", &palette->ipi, grounds[i]);
      assert_readable ("barrier", &palette->barrier, grounds[i]);
      assert_readable ("info", &palette->info, grounds[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    assert_readable ("task", &palette->text, tasks[i]);
  for (guint cpu = 0; cpu < 8; cpu++)
    {
      MmsColor band = mms_palette_get_cpu_band (cpu, TRUE);
      MmsColor line = mms_color_mix (&palette->background, band.alpha, &band);

      assert_readable ("source", &palette->text, &line);
    }
}

/* Of init_mm, and of so many others until they repeat */
#define N_LOOKS (1 + (MMS_N_MM_COLORS - 1) * (1 + MMS_MAX_STRIPES))

static void
test_mms (gconstpointer data)
{
  const MmsPalette *palette = mms_palette_get (GPOINTER_TO_INT (data));

  for (guint i = 0; i < N_LOOKS; i++)
    {
      MmsMmLook look = mms_palette_look_up (i);
      MmsColor color = mms_palette_get_mm_color (palette, look.color);
      MmsColor line = mms_palette_get_mm_line (palette, look.color);
      MmsColor text = mms_palette_text_on (&color);
      g_autofree char *name = g_strdup_printf ("mm %u", i);

      assert_readable (name, &text, &color);
      g_assert_cmpfloat (mms_color_get_contrast (&line, &palette->background), >, VISIBLE);
      for (guint j = 0; j < i; j++)
        {
          MmsMmLook other = mms_palette_look_up (j);

          g_assert_true (look.color != other.color || look.n_stripes != other.n_stripes);
        }
      /* the stripes show, and the colour is the same on light and on dark */
      text = mms_palette_stripe_on (&color);
      g_assert_cmpfloat (mms_color_get_contrast (&text, &color), >, VISIBLE);
      if (i > 0)
        {
          MmsColor other = mms_palette_get_mm_color (mms_palette_get (!palette->is_dark), look.color);

          g_assert_true (color.red == other.red && color.green == other.green &&
                         color.blue == other.blue);
        }
    }
}

static void
test_stripes (void)
{
  /* none while there are colours left */
  for (guint i = 0; i < MMS_N_MM_COLORS; i++)
    {
      g_assert_cmpuint (mms_palette_look_up (i).color, ==, i);
      g_assert_cmpuint (mms_palette_look_up (i).n_stripes, ==, 0);
    }
  g_assert_cmpuint (mms_palette_look_up (MMS_N_MM_COLORS).n_stripes, ==, 1);
  g_assert_cmpuint (mms_palette_look_up (2 * MMS_N_MM_COLORS - 1).n_stripes, ==, 2);
  g_assert_cmpuint (mms_palette_look_up (G_MAXUINT).n_stripes, <=, MMS_MAX_STRIPES);
  g_assert_cmpuint (mms_palette_look_up (G_MAXUINT).color, <, MMS_N_MM_COLORS);
}

static void
test_contrast (void)
{
  const MmsColor black = { 0, 0, 0, 1 };
  const MmsColor white = { 1, 1, 1, 1 };
  MmsColor grey = mms_color_mix (&black, 0.5f, &white);

  g_assert_cmpfloat_with_epsilon (mms_color_get_contrast (&black, &white), 21, 0.01);
  g_assert_cmpfloat_with_epsilon (mms_color_get_contrast (&white, &black), 21, 0.01);
  g_assert_cmpfloat_with_epsilon (mms_color_get_contrast (&grey, &grey), 1, 0.01);
  g_assert_cmpfloat_with_epsilon (grey.red, 0.5, 0.001);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/palette/light/texts", GINT_TO_POINTER (FALSE), test_texts);
  g_test_add_data_func ("/palette/dark/texts", GINT_TO_POINTER (TRUE), test_texts);
  g_test_add_data_func ("/palette/light/mms", GINT_TO_POINTER (FALSE), test_mms);
  g_test_add_data_func ("/palette/dark/mms", GINT_TO_POINTER (TRUE), test_mms);
  g_test_add_func ("/palette/stripes", test_stripes);
  g_test_add_func ("/palette/contrast", test_contrast);

  return g_test_run ();
}
