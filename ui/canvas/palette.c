/* palette.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "palette.h"

#include <math.h>

#define RGB(hex) \
  { ((hex) >> 16 & 0xff) / 255.0f, ((hex) >> 8 & 0xff) / 255.0f, ((hex) & 0xff) / 255.0f, 1.0f }

/* A thin line of less contrast with what it lies on would be lost from a distance. */
#define LINE_CONTRAST 1.6

/* How much of a CPU's colour its line of source has: that of the playhead's event, and of the others. */
#define BAND       0.30f
#define BAND_OTHER 0.13f

/* Stripes are white unless they would be lost on the colour. */
#define STRIPE_CONTRAST 1.6

static const MmsPalette light = {
  .is_dark = FALSE,
  .background = RGB (0xffffff),
  .surface = RGB (0xf7f7f8),
  .border = RGB (0xcfcdd2),
  .text = RGB (0x242329),
  .text_dim = RGB (0x605e68),
  .grid = RGB (0xe6e5ea),
  .selection = RGB (0x3584e4),
  .playhead = RGB (0x1b68c6),
  .unknown = RGB (0xa9a7b0),
  .danger = RGB (0xb8101f),
  .warning = RGB (0xe5a50a),
  .info = RGB (0x1b68c6),
  .idle = RGB (0xe7e6ea),
  .kernel_task = RGB (0xf5e8d2),
  .user_task = RGB (0xd7e6fa),
  .init_mm = RGB (0x9c9aa3),
  .ipi = RGB (0x7a3a9c),
  .barrier = RGB (0x16784a),
};

static const MmsPalette dark = {
  .is_dark = TRUE,
  .background = RGB (0x1e1e22),
  .surface = RGB (0x28282d),
  .border = RGB (0x4b4a52),
  .text = RGB (0xf1f0f4),
  .text_dim = RGB (0xb5b3bd),
  .grid = RGB (0x35343b),
  .selection = RGB (0x3584e4),
  .playhead = RGB (0x78b3f5),
  .unknown = RGB (0x7c7a84),
  .danger = RGB (0xff7b74),
  .warning = RGB (0xf0b429),
  .info = RGB (0x78b3f5),
  .idle = RGB (0x3c3b42),
  .kernel_task = RGB (0x54452a),
  .user_task = RGB (0x2b4468),
  .init_mm = RGB (0x85838d),
  .ipi = RGB (0xcb9ef0),
  .barrier = RGB (0x57cf96),
};

/* Okabe and Ito's colours but black, in the order that keeps the first few farthest apart. */
static const MmsColor mm_colors[] = {
  RGB (0x0072b2), /* blue */
  RGB (0xe69f00), /* orange */
  RGB (0x009e73), /* bluish green */
  RGB (0xcc79a7), /* reddish purple */
  RGB (0x56b4e9), /* sky blue */
  RGB (0xd55e00), /* vermillion */
  RGB (0xf0e442), /* yellow */
};

G_STATIC_ASSERT (G_N_ELEMENTS (mm_colors) + 1 == MMS_N_MM_COLORS);

const MmsPalette *
mms_palette_get (gboolean is_dark)
{
  return is_dark ? &dark : &light;
}

static double
to_linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* Powers take long, and the same few colours are asked for thousands of times. */
static double
get_luminance (const MmsColor *color)
{
  static struct
  {
    float red, green, blue;
    double luminance;
  } known[64]; /* zeroes are right for black */
  guint hash = (guint) (color->red * 8191) * 31 + (guint) (color->green * 8191) * 7 +
               (guint) (color->blue * 8191);
  guint i = hash % G_N_ELEMENTS (known);

  if (known[i].red != color->red || known[i].green != color->green || known[i].blue != color->blue)
    {
      known[i].red = color->red;
      known[i].green = color->green;
      known[i].blue = color->blue;
      known[i].luminance = 0.2126 * to_linear (color->red) + 0.7152 * to_linear (color->green) +
                           0.0722 * to_linear (color->blue);
    }
  return known[i].luminance;
}

double
mms_color_get_contrast (const MmsColor *a,
                        const MmsColor *b)
{
  double luminance_a = get_luminance (a);
  double luminance_b = get_luminance (b);

  return (MAX (luminance_a, luminance_b) + 0.05) / (MIN (luminance_a, luminance_b) + 0.05);
}

MmsColor
mms_palette_get_cpu_color (guint cpu)
{
  static const guint32 colors[] = {
    0x55667e, 0x8a6a42, 0x467563, 0x83547a, 0x74742f, 0x9a564b, 0x43788c, 0x6656a0,
  };
  guint32 color = colors[cpu % G_N_ELEMENTS (colors)];

  return (MmsColor){ (float) (color >> 16 & 0xff) / 255, (float) (color >> 8 & 0xff) / 255,
                     (float) (color & 0xff) / 255, 1 };
}

MmsColor
mms_palette_get_cpu_band (guint    cpu,
                          gboolean is_current)
{
  MmsColor color = mms_palette_get_cpu_color (cpu);

  return mms_color_with_alpha (&color, is_current ? BAND : BAND_OTHER);
}

MmsColor
mms_color_mix (const MmsColor *color,
               float           share,
               const MmsColor *other)
{
  return (MmsColor) {
    color->red + share * (other->red - color->red),
    color->green + share * (other->green - color->green),
    color->blue + share * (other->blue - color->blue),
    color->alpha,
  };
}

MmsMmLook
mms_palette_look_up (guint number)
{
  if (number == 0)
    return (MmsMmLook) { 0, 0 };
  return (MmsMmLook) {
    (number - 1) % G_N_ELEMENTS (mm_colors) + 1,
    (number - 1) / G_N_ELEMENTS (mm_colors) % (MMS_MAX_STRIPES + 1),
  };
}

MmsColor
mms_palette_get_mm_color (const MmsPalette *palette,
                          guint             color)
{
  return color == 0 ? palette->init_mm : mm_colors[color - 1];
}

MmsColor
mms_palette_stripe_on (const MmsColor *color)
{
  static const MmsColor black = RGB (0x000000);
  static const MmsColor white = RGB (0xffffff);

  return mms_color_get_contrast (color, &white) >= STRIPE_CONTRAST
           ? mms_color_with_alpha (&white, 0.9f)
           : mms_color_with_alpha (&black, 0.6f);
}

MmsColor
mms_palette_get_mm_line (const MmsPalette *palette,
                         guint             color)
{
  MmsColor line = mms_palette_get_mm_color (palette, color);

  if (mms_color_get_contrast (&line, &palette->background) < LINE_CONTRAST)
    line = mms_color_mix (&line, 0.3f, &palette->text);
  return line;
}

MmsColor
mms_palette_text_on (const MmsColor *color)
{
  static const MmsColor black = RGB (0x000000);
  static const MmsColor white = RGB (0xffffff);

  return mms_color_get_contrast (color, &black) >= mms_color_get_contrast (color, &white) ? black
                                                                                          : white;
}

MmsColor
mms_palette_severity (const MmsPalette *palette,
                      MmsSeverity       severity)
{
  switch (severity)
    {
    case MMS_SEVERITY_FATAL:
    case MMS_SEVERITY_ERROR:
      return palette->danger;
    case MMS_SEVERITY_WARNING:
      return palette->warning;
    case MMS_SEVERITY_INFO:
    default:
      return palette->info;
    }
}

MmsColor
mms_color_with_alpha (const MmsColor *color,
                      float           alpha)
{
  MmsColor result = *color;

  result.alpha *= alpha;
  return result;
}
